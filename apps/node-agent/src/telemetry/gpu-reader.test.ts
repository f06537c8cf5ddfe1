import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAlive } from "../testing/engine-child-pids.ts";
import { until } from "../testing/until.ts";
import { GpuReader } from "./gpu-reader.ts";

const line = "0, 31, 5312, 81559, 42, 187.45, NVIDIA H100 80GB HBM3";
const reading = [0, "NVIDIA H100 80GB HBM3", 31, 5312, 81_559, 42, 187];

describe("GpuReader", () => {
  let folder: string;
  let reader: GpuReader;
  let warnings: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "meridian-gpus-"));
    warnings = [];
  });
  afterEach(async () => {
    reader.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const path = (name: string) => join(folder, name);
  /** Stands for the driver's command: notes its pid and arguments, then does as told. */
  async function drive(what: string): Promise<void> {
    const script = `#!/bin/sh\necho $$ "$@" >> ${path("calls")}\n${what}\n`;
    await writeFile(path("smi.new"), script, { mode: 0o700 });
    await rename(path("smi.new"), path("smi"));
  }
  const calls = async () => (await readFile(path("calls"), "utf8").catch(() => "")).trimEnd().split("\n");

  function start(timeoutMs = 30_000): void {
    const write = (text: string) => void warnings.push(text);
    const logger = pino({ level: "warn" }, { write });
    reader = new GpuReader({ logger, command: path("smi"), timeoutMs, everyMs: 10 });
    reader.start();
  }

  it("reads what the command prints, again and again, and gives each reading once", async () => {
    await drive(`echo "${line}"`);
    start();
    await until("read", () => reader.latest.length > 0);
    expect(reader.latest).toEqual([reading]);
    expect(reader.take()).toEqual([reading]);
    await until("read again", async () => (await calls()).length >= 3);
    const [call = ""] = await calls();
    expect(call).toMatch(/^\d+ --query-gpu=index,utilization\.gpu,\S+,name --format=csv,noheader,nounits$/);
  });

  it("ends a command that hangs, and tries again", async () => {
    await drive("exec sleep 600");
    start(200);
    await until("tried again", async () => (await calls()).length >= 2);
    const [first = ""] = await calls();
    await until("the first is gone", () => !isAlive(Number.parseInt(first, 10)));
    expect(reader.latest).toEqual([]);
    expect(reader.take()).toBeUndefined();
  });

  it("takes garbage for nothing, says so once, and knows a driver that comes back", async () => {
    await drive("echo No devices were found; exit 6");
    start();
    await until("tried again", async () => (await calls()).length >= 3);
    expect(reader.latest).toEqual([]);
    expect(warnings).toHaveLength(1);
    await drive(`echo "${line}"`);
    await until("read", () => reader.latest.length > 0);
  });

  it("says that there are none any more", async () => {
    await drive(`echo "${line}"`);
    start();
    await until("read", () => reader.take() !== undefined);
    await drive("echo gone");
    await until("not any more", () => reader.latest.length === 0);
    expect(reader.take()).toEqual([]);
  });

  it("does not complain where there is no command, and knows one that comes", async () => {
    start();
    expect(reader.latest).toEqual([]);
    await drive(`echo "${line}"`);
    await until("read", () => reader.latest.length > 0);
    expect(warnings).toEqual([]);
  });

  it("leaves no command behind when it stops", async () => {
    await drive("exec sleep 600");
    start();
    await until("running", async () => (await calls())[0] !== "");
    reader.stop();
    const pid = Number.parseInt((await calls())[0] ?? "", 10);
    await until("ended", () => !isAlive(pid));
  });
});
