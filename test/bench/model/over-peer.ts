import { createTagger } from "@meridian/model/tagger";
import { measureRounds, median, ratio } from "../lib/arms.ts";
import { check, type Check, say } from "../lib/report.ts";
import { takeTexts } from "../lib/texts.ts";
import { chunks } from "./arms.ts";
import { TransformersJs } from "./transformersjs.ts";

/** More rounds of shorter arms than elsewhere: the two sides are nearer to one another than the machine is to itself. */
const rounds = 15;

/** Texts to elements by the package's own tagger, against the peer's pipeline: the same graph, texts and threads. */
export async function overPeer(folder: string, sizes: readonly number[], threads: number): Promise<Check[]> {
  const tagger = await createTagger(folder, { precision: "int8", threads, spinning: true });
  const peer = await TransformersJs.start(tagger.version, tagger.version.onnxPath("int8"), threads);
  const checks: Check[] = [];
  try {
    for (const size of sizes) {
      const batches = chunks(takeTexts(Math.max(size, 96)), size);
      const count = batches.flat().length;
      const rates = await measureRounds(
        {
          ours: async () => {
            for (const batch of batches) await tagger.tag(batch);
            return count;
          },
          peer: async () => (await peer.tag(batches), count),
        },
        rounds,
      );
      const [ours, theirs] = [median(rates.ours), median(rates.peer)];
      say(`batch ${size}: ours ${ours.toFixed(1)}/s, transformers.js ${theirs.toFixed(1)}/s`);
      checks.push(check(`model.over_transformersjs_b${size}`, ratio(rates.ours, rates.peer), "> 1"));
    }
    return checks;
  } finally {
    peer.stop();
    await tagger.dispose();
  }
}
