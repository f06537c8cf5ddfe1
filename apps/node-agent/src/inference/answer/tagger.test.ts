import { join } from "node:path";
import { createEncoder, decodeWindows, type ModelVersion, readModelVersion } from "@meridian/model";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { bundledModelsDir } from "../../testing/inference-fixture.ts";
import { type BatchOutput, BatchQueue } from "../queue/batch-queue.ts";
import { CostModel } from "../queue/cost-model.ts";
import { EngineGoneError } from "../engine/engine-process.ts";
import type { PaddedBatch } from "../queue/padding.ts";
import { InputCrashedError } from "../queue/quarantine.ts";
import { ResultCache } from "./result-cache.ts";
import { type Span, Tagger } from "./tagger.ts";

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("Tagger", () => {
  let version: ModelVersion;
  let clock: FakeClock;
  let batches: { batch: PaddedBatch; finish: (error?: Error) => void }[];
  let tagger: Tagger;
  beforeAll(async () => {
    version = await readModelVersion(join(bundledModelsDir, "compact"), { verify: false });
  });
  beforeEach(() => {
    clock = new FakeClock();
    batches = [];
    const encoder = createEncoder(version);
    const queue = new BatchQueue<Float32Array>({
      clock,
      cost: new CostModel(),
      limits: () => ({ batchTokensMax: 256, queueLengthMax: 10 }),
      padId: encoder.padId,
      widthMax: 128,
      engines: 1,
      run,
    });
    const cache = new ResultCache<readonly Span[]>(100_000, (spans) => spans.length);
    tagger = new Tagger({ versionKey: "v", labels: version.labels, encoder, queue, cache, clock });
  });

  /** Stands where the engine would be: every token is O. */
  function run(batch: PaddedBatch): Promise<BatchOutput<Float32Array>> {
    const logits = () => {
      const row = new Float32Array(batch.width * version.labels.length);
      for (let token = 0; token < batch.width; token++) {
        row[token * version.labels.length + version.labels.indexOf("O")] = 1;
      }
      return row;
    };
    return new Promise((resolve, reject) => {
      const rows = Array.from({ length: batch.rows }, logits);
      batches.push({
        batch,
        finish: (error) => (error ? reject(error) : resolve({ rows, runMs: 1, occupiedMs: 1 })),
      });
    });
  }
  const tag = (text: string, deadlineMs = 1000) =>
    tagger.tag(tagger.prepare(text), clock.now() + deadlineMs, "interactive");

  it("runs identical texts once while they are in flight, then answers from the cache", async () => {
    const handles = [tag("杭州市"), tag("杭州市"), tag("杭州市")];
    await settle();
    expect(batches.map(({ batch }) => batch.rows)).toEqual([1]);
    batches[0]?.finish();
    const results = await Promise.all(handles.map(({ done }) => done));
    expect(results.every(({ timing }) => timing !== null)).toBe(true);
    expect((await tag("杭州市").done).timing).toBeNull();
    expect(batches).toHaveLength(1);
  });

  it("goes on for the others when one caller leaves", async () => {
    const first = tag("杭州市");
    const second = tag("杭州市");
    first.leave();
    await settle();
    batches[0]?.finish();
    await expect(second.done).resolves.toMatchObject({ spans: [] });
  });

  it("runs nothing for callers that all left, and starts anew for the next", async () => {
    const blockers = ["一", "二"].map((text) => tag(text));
    await settle();
    blockers.push(tag("三"));
    await settle();
    const gone = tag("杭州市");
    const outcome = expect(gone.done).rejects.toThrow(/left/);
    gone.leave();
    const next = tag("杭州市");
    while (batches.length > 0) {
      for (const { finish } of batches.splice(0)) finish();
      await settle();
    }
    await outcome;
    await expect(next.done).resolves.toBeDefined();
  });

  it("holds an identical text to the latest deadline", async () => {
    const blocked = [tag("一"), tag("二")];
    await settle();
    blocked.push(tag("三"));
    await settle();
    const impatient = tag("杭州市", 100);
    const patient = tag("杭州市", 1000);
    clock.advance(500);
    while (batches.length > 0) {
      for (const { finish } of batches.splice(0)) finish();
      await settle();
    }
    await expect(impatient.done).resolves.toBeDefined();
    await expect(patient.done).resolves.toBeDefined();
  });

  it("keeps no failure: the next caller gets a run of its own", async () => {
    const first = tag("杭州市");
    await settle();
    batches[0]?.finish(new Error("broken"));
    await expect(first.done).rejects.toThrow("broken");
    const second = tag("杭州市");
    await settle();
    batches[1]?.finish();
    await expect(second.done).resolves.toBeDefined();
  });

  it("keeps a text out for ten minutes that engines died over, and nobody else", async () => {
    const die = () =>
      batches.splice(0).forEach(({ finish }, i) => finish(new EngineGoneError("died", i === 0)));
    const poison = tag("杭州市");
    const failed = expect(poison.done).rejects.toThrow(InputCrashedError);
    for (let i = 0; i < 2; i++) {
      await settle();
      die();
    }
    await failed;
    await expect(tag("杭州市").done).rejects.toThrow(InputCrashedError);
    await settle();
    expect(batches).toHaveLength(0);
    const other = tag("苏州市");
    await settle();
    batches.pop()?.finish();
    await expect(other.done).resolves.toBeDefined();

    clock.advance(600_000);
    const again = tag("杭州市");
    await settle();
    batches.pop()?.finish();
    await expect(again.done).resolves.toBeDefined();
  });

  it("goes on for who comes when the caller before has left, with the run under way", async () => {
    const left = tag("杭州市");
    await settle();
    left.leave();
    const next = tag("杭州市");
    await settle();
    expect(batches).toHaveLength(1);
    batches.pop()?.finish();
    await expect(next.done).resolves.toBeDefined();
  });

  it("remembers what an engine died over though its caller left, and tries it alone", async () => {
    const die = () => batches.splice(0).forEach(({ finish }) => finish(new EngineGoneError("died", true)));
    const rows = () => batches.map(({ batch }) => batch.rows);
    const left = [tag("杭州市"), tag("苏州市")];
    const rejected = left.map(({ done }) => expect(done).rejects.toThrow("the caller left"));
    await settle();
    expect(rows()).toEqual([2]);
    for (const { leave } of left) leave();
    die();
    await Promise.all(rejected);

    const again = [tag("杭州市"), tag("苏州市"), tag("南京市")];
    const crashed = expect(again[0]?.done).rejects.toThrow(InputCrashedError);
    await settle();
    expect(rows()).toEqual([1]);
    die();
    await crashed;
    await settle();
    expect(rows()).toEqual([1]);
    batches.pop()?.finish();
    await again[1]?.done;
    await settle();
    batches.pop()?.finish();
    await again[2]?.done;
    await expect(tag("杭州市").done).rejects.toThrow(InputCrashedError);
  });

  it("forgets its results when its version leaves", async () => {
    const first = tag("杭州市");
    await settle();
    batches.pop()?.finish();
    await first.done;
    await tagger.forgetResults();
    void tag("杭州市");
    await settle();
    expect(batches).toHaveLength(1);
  });

  it("counts a text once for admission, and one that is known not at all", async () => {
    const prepared = Array.from({ length: 30 }, () => tagger.prepare("杭州市"));
    expect(() => tagger.admit(prepared, clock.now() + 1000, "interactive")).not.toThrow();
    const others = Array.from({ length: 11 }, (_, i) => tagger.prepare("路".repeat(i + 1)));
    expect(() => tagger.admit(others, clock.now() + 1000, "interactive")).toThrow(/full/);
  });

  it("tells texts apart that the model can tell apart, and only those", () => {
    const key = (text: string) => tagger.prepare(text).key;
    expect(key("文一西路969号")).toBe(key("文一西路123号"));
    expect(key("文一西路969号")).not.toBe(key("文二西路969号"));
    expect(key("文一西路9号")).not.toBe(key("文一西路99号"));
  });

  it("gives texts of one key the same spans, whatever the logits", () => {
    const anyText = fc
      .array(fc.constantFrom("路", "1", "2", "A", "卍", "\u{20BB7}", " ", "\u3000", "\u00a0"), {
        maxLength: 5,
      })
      .map((parts) => parts.join(""));
    const labelCount = version.labels.length;
    const anyLogits = fc.array(fc.integer({ min: -9, max: 9 }), {
      minLength: 7 * labelCount,
      maxLength: 7 * labelCount,
    });
    fc.assert(
      fc.property(anyText, anyText, anyLogits, (a, b, values) => {
        const [first, second] = [tagger.prepare(a), tagger.prepare(b)];
        fc.pre(first.key === second.key);
        const logits = Float32Array.from(values);
        const spansOf = ({ windows }: typeof first) =>
          decodeWindows(
            windows.map((encoded) => ({ encoded, logits })),
            version.labels,
          ).map(({ text: _, ...span }) => span);
        expect(spansOf(first)).toEqual(spansOf(second));
      }),
    );
  });
});
