import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ManagedProcess } from "./managed-process.ts";
import { isAlive, startOf } from "./process-identity.ts";
import { ProcessTable, stopLeftovers } from "./process-table.ts";
import { waitFor } from "./wait-for.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "meridian-process-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ticking = "setInterval(() => {}, 1000); console.log('up');";

function program(source: string, events = {}) {
  const entry = join(dir, "program.mjs");
  writeFileSync(entry, source);
  return new ManagedProcess({ name: "program", entry, env: {}, logFile: join(dir, "program.log") }, events);
}

const log = () => {
  const path = join(dir, "program.log");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};
const isUp = (times = 1) =>
  waitFor(() => log().split("up\n").length > times, { what: "not up", deadlineMs: 10_000, everyMs: 10 });

it("stops a process with its own children, and kills one that will not", async () => {
  const deaf = program(`process.on("SIGTERM", () => {}); ${ticking}`);
  deaf.start();
  await isUp();
  await deaf.stop(50);
  expect(await deaf.ended).toBe("signal SIGKILL");
  expect(deaf.pid).toBeNull();
});

it("starts again what ended by itself, later each time, but not what was stopped", async () => {
  const delays: number[] = [];
  const child = program(`console.log("up"); process.exit(3);`, {
    onCrash: (_process: ManagedProcess, exit: string, delayMs: number) => {
      expect(exit).toBe("code 3");
      delays.push(delayMs);
    },
  });
  child.keepAlive();
  child.start();
  await isUp(2);
  await waitFor(() => delays.length === 2, { what: "one crash", deadlineMs: 5000, everyMs: 10 });
  await child.stop(1000);
  expect(delays).toEqual([500, 1000]);
  expect(child.pid).toBeNull();
});

it("starts what ended before it was to be kept alive", async () => {
  const child = program(`console.log("up"); process.exit(3);`);
  child.start();
  expect(await child.ended).toBe("code 3");
  child.keepAlive();
  await isUp(2);
  await child.kill();
});

it("asks the process to stop when its launcher is gone", async () => {
  const child = program(
    `process.once("SIGTERM", () => { console.log("bye"); process.exit(0); }); ${ticking}`,
  );
  const launcher = new ManagedProcess({
    name: "launcher",
    entry: join(dir, "launcher.ts"),
    env: {},
    logFile: join(dir, "launcher.log"),
  });
  const library = new URL("./managed-process.ts", import.meta.url).href;
  writeFileSync(
    join(dir, "launcher.ts"),
    `import { ManagedProcess } from ${JSON.stringify(library)};
     new ManagedProcess(${JSON.stringify(child.spec)}).start();`,
  );
  launcher.start();
  await isUp();
  await launcher.kill();
  await waitFor(() => log().includes("bye"), { what: "still there", deadlineMs: 10_000, everyMs: 10 });
});

it("finds and stops what a killed launcher left, and spares a stranger with the same pid", async () => {
  const path = join(dir, "processes.json");
  const child = program(ticking);
  child.start();
  await isUp();
  const pid = child.pid ?? 0;
  const table = new ProcessTable(path);
  table.add("program", pid);

  const rows = JSON.parse(readFileSync(path, "utf8")) as { startedAt: string }[];
  const stranger = rows.map((row) => ({ ...row, startedAt: "another moment" }));
  writeFileSync(path, JSON.stringify(stranger));
  expect(await stopLeftovers(path)).toEqual([]);
  expect(child.pid).toBe(pid);

  writeFileSync(path, JSON.stringify(rows));
  expect(await stopLeftovers(path)).toEqual(["program"]);
  expect(await child.ended).toBe("signal SIGTERM");
  expect(await stopLeftovers(path)).toEqual([]);
});

it("knows a process by pid and start", () => {
  const startedAt = startOf(process.pid) ?? "";
  expect(isAlive({ pid: process.pid, startedAt })).toBe(true);
  expect(isAlive({ pid: process.pid, startedAt: `${startedAt}0` })).toBe(false);
  expect(startOf(2 ** 22 + 1)).toBeNull();
});
