import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { consoleDir, entryPoints, root } from "../../../scripts/lib/paths.ts";
import { freePort } from "../../harness/free-port.ts";
import { processesOf } from "../../harness/leftovers.ts";
import { type Ended, runToEnd } from "../../harness/run-to-end.ts";
import { eventually } from "../../harness/start-system.ts";

/** As `npm start` runs it. */
const start = ["--import", "tsx", join(root, "scripts/start.ts")];
let dir: string;
let secretsDir: string;
let args: string[];
let url: string;
/** A console of its own. It waits half a minute for its database, meanwhile the launcher's stories run. */
let withoutDatabase: { host: string; ended: Promise<Ended> };
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "meridian-launcher-"));
  chmodSync(dir, 0o755);
  secretsDir = mkdtempSync(join(tmpdir(), "meridian-secrets-"));
  const port = await freePort();
  url = `http://localhost:${port}`;
  args = ["--data-dir", dir, "--port", String(port), "--regions", "eu-central:1"];
  const host = `127.0.0.1:${await freePort()}`;
  const env = {
    DATABASE_URL: `postgresql://meridian:top-secret@${host}/meridian`,
    PORT: String(await freePort()),
    MERIDIAN_SECRETS_DIR: secretsDir,
  };
  const options = { cwd: consoleDir, env, deadlineMs: 150_000 };
  withoutDatabase = { host, ended: runToEnd([entryPoints.console], options) };
});
afterAll(() => {
  for (const line of processesOf(dir)) process.kill(Number(line.split(" ")[0]), "SIGKILL");
  for (const path of [dir, secretsDir]) rmSync(path, { recursive: true, force: true });
});

type Launcher = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

async function launch(): Promise<Launcher> {
  const child = spawn(process.execPath, [...start, ...args], {
    env: { ...process.env, DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await eventually(() => text.includes("Meridian is running") || child.exitCode !== null, "it runs", 150_000);
  if (child.exitCode !== null) throw new Error(text);
  return { child, output: () => text, ended };
}

const gatewayIn = (output: string) => /http:\/\/127\.0\.0\.1:\d+\/v1\/parse/.exec(output)?.[0] ?? "";
const isParsing = async (gateway: string) => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ addresses: ["北京市东城区景山前街4号"] });
  return (await fetch(gateway, { method: "POST", headers, body })).ok;
};

const isPostgres = (line: string) => line.includes("postgres -D");
const refused = (more: string[], env: Record<string, string> = {}) =>
  runToEnd([...start, ...args, ...more], { env: { DATABASE_URL: "", ...env }, deadlineMs: 150_000 });

it("brings all up, refuses a second start, restarts what dies, survives its own death, and stops clean", async () => {
  const first = await launch();
  expect(first.output()).toMatch(/admin@meridian\.local\s+\S+ +\(this password is shown once\)/);
  const gateway = gatewayIn(first.output());
  expect(await isParsing(gateway)).toBe(true);

  const second = await refused([]);
  expect(second.code).toBe(1);
  expect(second.output).toContain(`already running: ${url}`);

  const table = JSON.parse(readFileSync(join(dir, "processes.json"), "utf8")) as {
    name: string;
    pid: number;
  }[];
  const node = table.find(({ name }) => name === "eu-central-node-1");
  process.kill(node?.pid ?? 0, "SIGKILL");
  await eventually(() => first.output().includes("eu-central-node-1 ended (signal SIGKILL)"), "it is told");
  await eventually(() => isParsing(gateway), "the node is back", 60_000);

  for (const line of processesOf(dir).filter(isPostgres)) process.kill(Number(line.split(" ")[0]), "SIGKILL");
  await eventually(
    () => first.output().includes("PostgreSQL was gone and has been started"),
    "so is PostgreSQL",
  );

  first.child.kill("SIGKILL");
  const onlyPostgres = () => processesOf(dir).every((line) => line.includes("postgres"));
  await eventually(onlyPostgres, "the children notice that their launcher is gone");

  const third = await launch();
  expect(gatewayIn(third.output())).toBe(gateway);
  expect(third.output()).not.toContain("shown once");
  third.child.kill("SIGINT");
  expect(await third.ended).toBe(0);
  expect(processesOf(dir)).toEqual([]);
});

it("explains an option it does not know", async () => {
  const { code, output } = await refused(["--prot", "1"]);
  expect(code).toBe(1);
  expect(output).toContain("--prot");
});

it("explains a port that is taken", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const { code, output } = await refused(["--port", String(port)]);
  other.close();
  expect(code).toBe(1);
  expect(output).toContain(`Port ${port} is taken`);
  expect(output).toContain("--port");
});

it("explains a database that does not answer, without its password", async () => {
  const host = `127.0.0.1:${await freePort()}`;
  const { code, output } = await refused([], { DATABASE_URL: `postgresql://meridian:top-secret@${host}/x` });
  expect(code).toBe(1);
  expect(output).toContain(`No PostgreSQL answers at ${host}`);
  expect(output).not.toContain("top-secret");
});

it("a console says which database does not answer at its start, without its password, and gives up", async () => {
  const { host, ended } = withoutDatabase;
  const { code, output } = await ended;
  expect(code).toBe(1);
  expect(output).toContain(host);
  expect(output).not.toContain("top-secret");
});
