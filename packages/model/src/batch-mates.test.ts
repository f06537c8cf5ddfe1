import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { calibrationAddresses } from "./calibration/calibration-addresses.ts";
import { openSession } from "./session.ts";
import { createEncoder } from "./tokenizer/create-encoder.ts";
import { packBatch } from "./tokenizer/plan-batches.ts";
import { readModelVersion } from "./version/read-model-version.ts";

const COMPACT = fileURLToPath(new URL("../models/compact", import.meta.url));
/** Below it, rounding may decide. */
const MARGIN = 0.05;
const ROWS = 32;

/** The best label of each token, and by how much. */
function best(logits: Float32Array, labels: number): { label: number; margin: number }[] {
  return Array.from({ length: logits.length / labels }, (_, token) => {
    const scores = logits.subarray(token * labels, (token + 1) * labels);
    const [first = NaN, second = NaN] = Array.from(scores).sort((a, b) => b - a);
    return { label: scores.indexOf(first), margin: first - second };
  });
}

it("gives every token of the shipped int8 model the label it has alone, whatever its batch-mates", async () => {
  const version = await readModelVersion(COMPACT);
  const onnxPath = version.onnxPath("int8");
  const session = await openSession({ onnxPath, provider: "cpu", threads: 1, spinning: false });
  const encoder = createEncoder(version);
  const addresses = (await calibrationAddresses()).slice(0, 20 * ROWS);
  const rows = addresses.flatMap(({ text }) => encoder.encodeWindows(text));
  let sure = 0;
  for (let from = 0; from < rows.length; from += ROWS) {
    const mates = rows.slice(from, from + ROWS);
    const width = Math.max(...mates.map(({ ids }) => ids.length));
    const together = await session.run(packBatch(mates, encoder.padId, width));
    for (const [i, row] of mates.entries()) {
      const alone = await session.run(packBatch([row], encoder.padId, row.ids.length));
      const start = i * width * session.labels;
      const among = best(together.subarray(start, start + alone.length), session.labels);
      for (const [token, { label, margin }] of best(alone, session.labels).entries()) {
        if (margin < MARGIN) continue;
        sure++;
        expect(among[token]?.label).toBe(label);
      }
    }
  }
  await session.dispose();
  expect(sure).toBeGreaterThan(10_000);
});
