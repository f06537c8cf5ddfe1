import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.ts";
import { benchCommand } from "./lib/bench-command.ts";
import { measureRounds, median, ratio } from "./lib/arms.ts";
import { type Check, check, report, type Row, say } from "./lib/report.ts";
import { openModel, runReference, stepArms } from "./model/arms.ts";
import { overPeer } from "./model/over-peer.ts";
import { compactSizeVersion, mgeoSizeVersion } from "./model/random-version.ts";
import { compactShape, mgeoShape } from "./model/shapes.ts";
import { type Measured, measureSteps, type Steps } from "./model/steps.ts";

benchCommand(
  "model",
  "From text to elements, beside the bare session, the reference way and a peer.",
).parse();

const threads = Math.max(1, Math.min(2, availableParallelism()));
const sizes = [1, 8, 32, 128] as const;
const compactFolder = join(root, "packages/model/models/compact");
const rows: Row[] = [];

/** All batch sizes; the steps in batches of 32, of which the goals speak. */
async function everySize(measured: Measured): Promise<Steps> {
  const found = new Map<number, Steps>();
  for (const size of sizes) found.set(size, await measureSteps(measured, size, threads));
  rows.push(...Array.from(found.values(), ({ row }) => row));
  return found.get(32) as Steps;
}

async function compact(): Promise<Check[]> {
  const [fp32, int8] = [
    await openModel(await compactSizeVersion(), "fp32", threads),
    await openModel(compactFolder, "int8", threads),
  ];
  const sized = { name: "compact", shape: compactShape, atLeast: 128, rounds: 15 };
  await everySize({ ...sized, precision: "fp32", model: fp32 });
  const { wholeOverRun } = await everySize({ ...sized, precision: "int8", model: int8 });
  await Promise.all([fp32.session.dispose(), int8.session.dispose()]);
  return [
    check("model.e2e_over_raw_compact", wholeOverRun, ">= 0.9"),
    ...(await overPeer(compactFolder, sizes, threads)),
    // As the importer measured it on the 1,200 labelled addresses of packages/model/calibration.
    check("model.int8_f1_loss", int8.version.manifest.parity?.int8?.f1Loss ?? Number.NaN, "<= 0.3"),
  ];
}

async function mgeoSize(): Promise<Check[]> {
  const folder = await mgeoSizeVersion();
  const fp32 = await openModel(folder, "fp32", threads);
  const int8 = await openModel(folder, "int8", threads);
  const [ours, reduced] = [await stepArms(fp32, 32, 1), await stepArms(int8, 32, 1)];
  const rates = await measureRounds({
    reference: () => runReference(fp32, 2),
    ours: ours.whole,
    fp32: ours.run,
    int8: reduced.run,
  });
  for (const [arm, of] of Object.entries(rates)) say(`MGeo size, ${arm}: ${median(of).toFixed(1)}/s`);
  const sized = { name: "MGeo size", shape: mgeoShape, atLeast: 16, rounds: 5 };
  const { outsideRunShare } = await everySize({ ...sized, precision: "fp32", model: fp32 });
  const { wholeOverRun } = await everySize({ ...sized, precision: "int8", model: int8 });
  await Promise.all([fp32.session.dispose(), int8.session.dispose()]);
  return [
    check("model.e2e_over_raw", wholeOverRun, ">= 0.9"),
    check("model.mgeo_over_reference", ratio(rates.ours, rates.reference), ">= 20"),
    check("model.int8_over_fp32", ratio(rates.int8, rates.fp32), ">= 2"),
    check("model.outside_run_share", outsideRunShare, "<= 0.02"),
  ];
}

report("model", [...(await compact()), ...(await mgeoSize())], [], rows);
