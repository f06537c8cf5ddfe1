import { join } from "node:path";
import type * as Model from "@meridian/model";
import { createTagger } from "@meridian/model/tagger";
import { build } from "esbuild";
import { root } from "../../../scripts/lib/paths.ts";
import { measureRounds, median, ratio } from "../lib/arms.ts";
import { check, say, type Check } from "../lib/report.ts";
import { texts } from "../lib/texts.ts";
import { batchesOf, openModel, runRaw } from "../model/arms.ts";
import type { Variant } from "./bench-node.ts";

const batchRows = 16;
/** Times the whole list, in a round: about as long as the model's run. */
const laps = 20;
const names = new Set(["address", "resolution", "contact", "rest"] as const);

/** All that a parse can include, as JSON, against the model's run of the same addresses on one thread. */
export async function includeCost({
  folder,
  precision,
}: Pick<Variant, "folder" | "precision">): Promise<Check> {
  const tagger = await createTagger(folder, { precision });
  const tagged = await tagger.tag(texts);
  await tagger.dispose();
  const model = await openModel(folder, precision, 1);
  const batches = batchesOf(model, batchRows, Math.ceil(texts.length / batchRows));
  const { includeOf, loadDivisions } = await bundled();
  const divisions = loadDivisions();
  const include = async () => {
    for (let lap = 0; lap < laps; lap++) {
      texts.forEach((text, i) => JSON.stringify(includeOf(text, tagged[i] ?? [], { names, divisions })));
    }
    return laps * texts.length;
  };
  const rates = await measureRounds({ run: () => runRaw(model.session, batches), include });
  await model.session.dispose();
  const µs = (of: number[]) => (1e6 / median(of)).toFixed(1);
  say(`what a parse includes: ${µs(rates.include)} µs an address, the model's run ${µs(rates.run)} µs`);
  return check("node.include_cost_share", ratio(rates.run, rates.include), "<= 0.05");
}

/** The package as agents have it: what runs these benches names every closure anew each time that it is made. */
async function bundled(): Promise<typeof Model> {
  const outfile = join(root, "test/artifacts/bench/model.mjs");
  const form = { bundle: true, format: "esm", platform: "node", target: "node20" } as const;
  const entryPoints = [join(root, "packages/model/src/index.ts")];
  await build({ ...form, entryPoints, outfile, external: ["onnxruntime-node"], logLevel: "warning" });
  return (await import(outfile)) as typeof Model;
}
