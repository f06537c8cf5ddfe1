import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../../scripts/lib/paths.ts";
import { type Absent, say } from "../lib/report.ts";

// Relative to the root, where all of this runs: the commands are shown.
const dir = "test/bench/peers/address-parsers";
const venv = ".meridian/bench/address-parsers";
const installLimitMs = 600_000;
const runLimitMs = 120_000;
const outputBytesMax = 64 * 1024 * 1024;

const text = z.string().nullable();
const Arm = z.object({
  name: z.string(),
  version: z.string(),
  answers: z.array(
    z.object({
      ...{ province: text, city: text, district: text, name: text, postcode: text },
      phones: z.array(z.string()),
    }),
  ),
});
export type PeerArm = z.infer<typeof Arm>;

interface Peers {
  readonly names: readonly string[];
  readonly isInstalled: () => boolean;
  readonly mayInstall: boolean;
  /** Each a program and its arguments. */
  readonly install: readonly (readonly [string, ...string[]])[];
  readonly run: readonly [string, string];
}

const npm: Peers = {
  names: ["zh-address-parse", "address-parse"],
  isInstalled: () => existsSync(join(root, dir, "node_modules/zh-address-parse")),
  mayInstall: true,
  install: [["npm", "ci", "--prefix", dir, "--no-audit", "--no-fund"]],
  run: [process.execPath, join(dir, "parse.js")],
};

/** @param python one that has both; else a virtual environment of the benchmark. */
function pypi(python: string | undefined): Peers {
  const own = join(venv, "bin/python");
  const program = python ?? own;
  const hasBoth = () =>
    spawnSync(program, ["-c", "import jionlp, cpca"], { cwd: root, stdio: "ignore", timeout: runLimitMs })
      .status === 0;
  const requirements = join(dir, "requirements.txt");
  return {
    names: ["jionlp", "cpca"],
    isInstalled: hasBoth,
    mayInstall: python === undefined,
    install: [
      ...(python === undefined ? [["python3", "-m", "venv", venv] as const] : []),
      [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    ],
    run: [program, join(dir, "parse.py")],
  };
}

/** Answers of all peers, in the order of the texts; those that can't be installed here are absent, with the command. */
export function answerPeers(
  texts: readonly string[],
  python: string | undefined,
): { arms: PeerArm[]; absent: Absent[] } {
  const [arms, absent]: [PeerArm[], Absent[]] = [[], []];
  for (const peers of [pypi(python), npm]) {
    const reason = install(peers);
    if (reason === null) arms.push(...run(peers, texts));
    else absent.push(...peers.names.map((name) => ({ name, reason })));
  }
  return { arms, absent };
}

/** Null once they are there; else the commands that would install them. Another's Python is left as it is. */
function install({ names, isInstalled, mayInstall, install: commands }: Peers): string | null {
  if (isInstalled()) return null;
  const reason = `not installed: ${commands.map((command) => command.join(" ")).join(" && ")}`;
  if (!mayInstall) return reason;
  say(`installing ${names.join(" and ")} beside the benchmark (once)`);
  const isDone = commands.every(([program, ...args]) => {
    const options: SpawnSyncOptions = { cwd: root, stdio: ["ignore", 2, 2], timeout: installLimitMs };
    return spawnSync(program, args, options).status === 0;
  });
  return isDone && isInstalled() ? null : reason;
}

function run({ names, run: [program, script] }: Peers, texts: readonly string[]): PeerArm[] {
  const { status, stdout, error } = spawnSync(program, [script], {
    cwd: root,
    input: JSON.stringify(texts),
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: outputBytesMax,
    timeout: runLimitMs,
  });
  if (status !== 0) throw new Error(`${names.join(" and ")} did not answer`, { cause: error });
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return z.array(Arm).parse(JSON.parse(last));
}
