import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.js";
import { createTagger } from "@meridian/model/tagger";
import { measure } from "./lib/arms.ts";
import { check, report, say, type Check } from "./lib/report.ts";
import { takeTexts } from "./lib/texts.ts";
import {
  batchesOf,
  chunks,
  openModel,
  runRaw,
  runReference,
  runWhole,
  type OpenModel,
} from "./model/arms.ts";
import { mgeoSizeVersion } from "./model/mgeo-size-version.ts";
import { TransformersJs } from "./model/transformersjs.ts";
import { encodeAndDecode } from "./model/without-model.ts";

const threads = Math.max(1, Math.min(2, availableParallelism()));
const compactFolder = join(root, "packages/model/models/compact");
const rawGoal = ">= 0.9";

/** Text to elements against the bare runs inside it. */
async function overRaw(name: string, model: OpenModel, size: number, count: number): Promise<Check[]> {
  const batches = batchesOf(model, size, count);
  const rates = await measure({
    raw: () => runRaw(model.session, batches),
    whole: () => runWhole(model, size, count),
  });
  say(`${name}: raw ${rates.raw.toFixed(1)}/s, text to elements ${rates.whole.toFixed(1)}/s`);
  return [check(name, rates.whole / rates.raw, rawGoal)];
}

async function mgeoSize(): Promise<Check[]> {
  const folder = await mgeoSizeVersion();
  const fp32 = await openModel(folder, "fp32", threads);
  const int8 = await openModel(folder, "int8", threads);
  const batch = 32;
  const batches = batchesOf(fp32, batch, 1);
  const rates = await measure({
    reference: () => runReference(fp32, 2),
    ours: () => runWhole(fp32, batch, 1),
    fp32: () => runRaw(fp32.session, batches),
    int8: () => runRaw(int8.session, batches),
  });
  for (const [arm, rate] of Object.entries(rates)) say(`MGeo size, ${arm}: ${rate.toFixed(1)}/s`);
  const outside = await measure({ rest: await encodeAndDecode(fp32, 64) });
  say(`MGeo size: tokenise and decode ${((100 * rates.ours) / outside.rest).toFixed(2)} % of the time`);
  const checks = [
    ...(await overRaw("model.e2e_over_raw", int8, batch, 1)),
    check("model.mgeo_over_reference", rates.ours / rates.reference, ">= 20"),
    check("model.int8_over_fp32", rates.int8 / rates.fp32, ">= 2"),
    check("model.outside_run_share", rates.ours / outside.rest, "<= 0.02"),
  ];
  await Promise.all([fp32.session.dispose(), int8.session.dispose()]);
  return checks;
}

async function compact(): Promise<Check[]> {
  const model = await openModel(compactFolder, "int8", threads);
  const checks = await overRaw("model.e2e_over_raw_compact", model, 32, 8);
  await model.session.dispose();
  return [...checks, ...(await overPeer())];
}

/** Texts to elements by the package's own tagger, against the peer's pipeline: the same graph and texts. */
async function overPeer(): Promise<Check[]> {
  const tagger = await createTagger(compactFolder, { precision: "int8", threads, spinning: true });
  const peer = await TransformersJs.start(tagger.version, tagger.version.onnxPath("int8"), threads);
  const checks: Check[] = [];
  try {
    for (const size of [1, 8, 32, 128]) {
      const batches = chunks(takeTexts(Math.max(2 * size, 256)), size);
      const rates = await measure({
        ours: async () => {
          for (const batch of batches) await tagger.tag(batch);
          return batches.flat().length;
        },
        peer: async () => (await peer.tag(batches), batches.flat().length),
      });
      say(`batch ${size}: ours ${rates.ours.toFixed(1)}/s, transformers.js ${rates.peer.toFixed(1)}/s`);
      checks.push(check(`model.over_transformersjs_b${size}`, rates.ours / rates.peer, "> 1"));
    }
    return checks;
  } finally {
    peer.stop();
    await tagger.dispose();
  }
}

/** As the importer measured it against fp32 on the 1,200 labelled addresses of packages/model/calibration. */
async function int8Loss(): Promise<Check[]> {
  const { version, session } = await openModel(compactFolder, "int8", 1);
  await session.dispose();
  return [check("model.int8_f1_loss", version.manifest.parity?.int8?.f1Loss ?? Number.NaN, "<= 0.3")];
}

report("model", [...(await compact()), ...(await mgeoSize()), ...(await int8Loss())]);
