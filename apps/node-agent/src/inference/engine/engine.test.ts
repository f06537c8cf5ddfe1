import { join } from "node:path";
import { readModelVersion } from "@meridian/model";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundledModelsDir, enginePath } from "../../testing/inference-fixture.ts";
import { isAlive } from "../../testing/engine-child-pids.ts";
import { until } from "../../testing/until.ts";
import { padBatch } from "../queue/padding.ts";
import { Engine, type EngineOptions } from "./engine.ts";

/** Far above what one row takes on a busy machine. */
const hangMinMs = 2000;

describe("Engine", () => {
  let options: EngineOptions;
  let engine: Engine | undefined;
  let replacements: [boolean, string][];
  beforeAll(async () => {
    const version = await readModelVersion(join(bundledModelsDir, "compact"), { verify: false });
    const { maxPositions } = version.manifest.architecture;
    options = {
      path: enginePath,
      open: { onnxPath: version.onnxPath("int8"), threads: 1, hasSpinning: false, widthMax: maxPositions },
      providers: ["cpu"],
      logger: pino({ level: "silent" }),
      onReplacing: (isReplacing, reason) => replacements.push([isReplacing, reason]),
    };
  });
  beforeEach(() => {
    replacements = [];
  });
  afterEach(() => engine?.close());

  const batch = (rows: number) =>
    padBatch(
      Array.from({ length: rows }, (_, row) =>
        Int32Array.from({ length: 24 }, (_, i) => 5 + ((row + i) % 50)),
      ),
      0,
      128,
    );
  const pid = async () => {
    const found = await engine?.pid();
    if (found === undefined) throw new Error("expected a running engine");
    return found;
  };

  it("answers each row as it would answer it alone", async () => {
    engine = await Engine.open(options);
    const together = await engine.run(batch(4), 0);
    const rowLength = together.logits.length / 4;
    const [alone] = [await engine.run(batch(1), 0)];
    alone.logits.forEach((value, i) => expect(value).toBeCloseTo(together.logits[i] ?? NaN, 4));
    expect(alone.logits.length).toBe(rowLength);
    expect(together.runMs).toBeGreaterThan(0);
  });

  it("tells the run that a killed child was at from the one that waited, and answers the next", async () => {
    engine = await Engine.open(options);
    const killed = await pid();
    const lost = Promise.allSettled([engine.run(batch(200), 0), engine.run(batch(2), 0)]);
    process.kill(killed, "SIGKILL");
    const reasons = (await lost).map((run) => run.status === "rejected" && run.reason);
    expect(reasons).toMatchObject([
      { name: "EngineGoneError", wasRunning: true },
      { name: "EngineGoneError", wasRunning: false },
    ]);
    expect((await engine.run(batch(2), 0)).logits.length).toBeGreaterThan(0);
    expect(replacements).toEqual([
      [true, "ended by SIGKILL"],
      [false, "ended by SIGKILL"],
    ]);
    expect(await pid()).not.toBe(killed);
  });

  it("kills a child that hangs and answers from another", async () => {
    engine = await Engine.open({ ...options, hangMinMs });
    const hung = await pid();
    process.kill(hung, "SIGSTOP");
    await expect(engine.run(batch(1), 0)).rejects.toMatchObject({ wasRunning: true });
    expect((await engine.run(batch(1), 0)).logits.length).toBeGreaterThan(0);
    expect(replacements[0]).toEqual([true, `no answer within ${hangMinMs} ms`]);
    await until("the hung child is gone", () => !isAlive(hung));
  });

  it("replaces an idle child at once", async () => {
    engine = await Engine.open(options);
    process.kill(await pid(), "SIGKILL");
    await until("replaced", () => replacements.length === 2);
  });

  it("says why no provider opens a file", async () => {
    const open = { ...options.open, onnxPath: join(bundledModelsDir, "compact", "vocab.txt") };
    await expect(Engine.open({ ...options, open })).rejects.toMatchObject({
      code: "REFUSED_BY_RULE",
      message: expect.stringContaining("vocab.txt"),
    });
  });
});
