import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createToken } from "../harness/rest-client.ts";
import { startSystem } from "../harness/start-system.ts";
import { installSchemathesis } from "./install-schemathesis.ts";

const help = `npm run test:api [-- --examples <n>] [--only <regex>]

Starts the product and lets Schemathesis ask every operation of /api/v1/openapi.json and of a gateway: what the document
allows, what it forbids, and one after the other by its links. Fails on any answer that the document does not know, on
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

if (values.help) process.stdout.write(help);
else {
  const root = join(import.meta.dirname, "../..");
  const program = await installSchemathesis(join(root, "node_modules/.cache/schemathesis"));
  const system = await startSystem({ regions: [{ name: "eu-central", nodes: 1 }] });
  try {
    const { token } = await createToken(await system.signIn(), "admin");
    const only = ["--include-path-regex", values.only];
    const ofConsole = ["--header", `Authorization: Bearer ${token}`, "--exclude-tag", "gateway"];
    const console_ = await ask(program, system.url, `${system.url}/api/v1`, [
      ...ofConsole,
      ...["--exclude-path-regex", excluded, ...only],
    ]);
    const { url: gateway } = system.agent("eu-central-gateway");
    const atGateway = await ask(program, system.url, gateway, ["--include-path-regex", "^/v1/"]);
    process.exitCode = Math.max(console_, atGateway);
  } finally {
    await system.dispose();
  }
}
