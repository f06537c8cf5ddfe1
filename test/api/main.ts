import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createToken } from "../harness/rest-client.ts";
import { startSystem, type TestSystem } from "../harness/start-system.ts";
import { installSchemathesis } from "./install-schemathesis.ts";

const help = `npm run test:api [-- --examples <n>] [--only <regex>]

Starts the product and lets Schemathesis ask every operation of /api/v1/openapi.json by a token, those for people alone by a
signed-in person, and those of a gateway: what the document allows, what it forbids, and one after the other by its links. Fails on any answer that the document does not know, on
5xx, on bad input that is taken and on good input that is refused. Needs npm run build, Python 3.10 and PyPI.
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    examples: { type: "string", default: "20" },
    only: { type: "string", default: "." },
  },
});

/** Streams never end, and what ends one's own token or session ends the run. */
const excluded = "^/(events|tokens/[{]tokenId[}])$";
/** Of these every token gets 403 and no more. */
const forPeople =
  "^/(users|invitations|tokens|scrape-tokens|enrolment-tokens)\\b|^/agents/.*/(rotate|revoke)-credential$";

async function ask(program: string, url: string, base: string, given: string[]): Promise<number> {
  const args = [
    "--config-file",
    join(import.meta.dirname, "schemathesis.toml"),
    "run",
    `${url}/api/v1/openapi.json`,
    ...["--url", base, "--max-examples", values.examples, "--workers", "1", "--continue-on-failure"],
    ...["--generation-deterministic", "--request-timeout", "30", "--max-response-time", "20"],
    ...given,
  ];
  // It keeps what it found in the folder that it runs in.
  const child = spawn(program, args, { stdio: "inherit", cwd: tmpdir() });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** The highest exit code: Schemathesis tells what it found as it goes. */
async function askAll(program: string, system: TestSystem): Promise<number> {
  const { url } = system;
  const person = await system.signIn();
  const { token } = await createToken(person, "admin");
  const asPerson = [
    ...["--header", `Cookie: ${person.cookie}`, "--header", `Origin: ${url}`],
    // The cookie stays on where they take the credential away, and the request is taken.
    ...["--exclude-checks", "ignored_auth,negative_data_rejection"],
  ];
  const ofConsole = ["--exclude-tag", "gateway", "--exclude-path-regex", excluded];
  const api = `${url}/api/v1`;
  const codes = [
    await ask(program, url, api, [
      ...ofConsole,
      ...["--header", `Authorization: Bearer ${token}`, "--include-path-regex", values.only],
    ]),
    await ask(program, url, api, [...ofConsole, ...asPerson, "--include-path-regex", forPeople]),
    await ask(program, url, system.agent("eu-central-gateway").url, ["--include-path-regex", "^/v1/"]),
  ];
  return Math.max(...codes);
}

if (values.help) process.stdout.write(help);
else {
  const root = join(import.meta.dirname, "../..");
  process.stderr.write("Schemathesis is installed first, where it is not yet.\n");
  const program = await installSchemathesis(join(root, "node_modules/.cache/schemathesis"));
  const system = await startSystem({ regions: [{ name: "eu-central", nodes: 1 }] });
  try {
    process.exitCode = await askAll(program, system);
  } finally {
    await system.dispose();
  }
}
