import { spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchText } from "@meridian/contracts/wait";
import { root } from "../lib/paths.ts";
import { waitFor } from "../lib/wait-for.ts";

const startWithinMs = 300_000;

type TryOptions = {
  /** Runs it, e.g. `strace -D -f`. */
  under?: string[];
  env?: Record<string, string>;
  /** How long it runs on after its answer. */
  restMs?: number;
};

/**
 * Starts Meridian with a given Node as `npm start` does, has an address parsed and stops it.
 * @param dir empty; for its data
 * @returns what the gateway answered
 * @throws with the launcher's output when it does not start, answer or stop as it should
 */
export async function tryProduct(
  node: string,
  dir: string,
  { under = [], env = {}, restMs = 0 }: TryOptions = {},
): Promise<string> {
  chmodSync(dir, 0o755);
  const options = ["--data-dir", dir, "--port", String(await freePort()), "--regions", "eu-central:1"];
  const script = ["--import", "tsx", join(root, "scripts/start.ts"), ...options, "--no-traffic"];
  const [command = node, ...args] = [...under, node, ...script];
  const launcher = spawn(command, args, {
    cwd: root,
    // What the launcher starts by name, the build, runs on the same Node.
    env: { ...process.env, DATABASE_URL: "", PATH: `${dirname(node)}:${process.env.PATH}`, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => launcher.once("exit", resolve));
  try {
    const isUp = () => output.includes("Meridian is running") || launcher.exitCode !== null;
    await waitFor(isUp, { what: "Meridian does not start", deadlineMs: startWithinMs });
    const gateway = /http:\/\/127\.0\.0\.1:\d+\/v1\/parse/.exec(output)?.[0];
    if (gateway === undefined) throw new Error("it did not start");
    const answer = await parseAddress(gateway);
    await sleep(restMs);
    launcher.kill("SIGTERM");
    if ((await ended) !== 0) throw new Error("it did not stop as it should");
    return answer;
  } catch (error) {
    launcher.kill("SIGTERM");
    await ended;
    throw new Error(`${(error as Error).message}\n${output}`, { cause: error });
  }
}

async function parseAddress(gateway: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ addresses: ["北京市东城区景山前街4号"] });
  const { ok, status, text } = await fetchText(gateway, { method: "POST", headers, body }, { ms: 30_000 });
  if (!ok || !text.includes("东城区")) throw new Error(`the gateway answered ${status}: ${text}`);
  return text;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
