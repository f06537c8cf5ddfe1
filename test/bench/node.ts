import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Option } from "commander";
import { root } from "../../scripts/lib/paths.ts";
import { benchCommand, positive } from "./lib/bench-command.ts";
import { check, type Found, report, type Row } from "./lib/report.ts";
import { compactSizeVersion, mgeoSizeVersion } from "./model/random-version.ts";
import { type Bench, ownPrecision, type Settings, type Variant, withBench } from "./node/bench-node.ts";
import { capacityEstimate } from "./node/capacity.ts";
import { includeCost } from "./node/include-cost.ts";
import { halfLoad, idleOverhead, overload, withinObjective } from "./node/latency.ts";
import { LoadProcess } from "./node/load-process.ts";
import { overPeers, overReference } from "./node/peers.ts";
import { soak } from "./node/soak.ts";
import { ladder, saturated, throughput } from "./node/throughput.ts";

const variantNames = ["compact", "compact_fp32", "mgeo", "mgeo_fp32"];

const options = benchCommand("node", "A node over HTTP, beside the bare session and servers of others.")
  .option("--quick", "int8 alone and short phases: too coarse for the overload rows")
  .addOption(new Option("--only <variant>", "one variant alone").choices(variantNames))
  .option("--python <program>", "Python with the packages of the reference server")
  .option("--soak <minutes>", "mixed load for so long, instead of the comparisons", positive)
  .parse()
  .opts<{ quick?: true; only?: string; python?: string; soak?: number }>();

/** One core is left to HTTP and to the clients. */
const threads = Math.max(1, availableParallelism() - 1);
const settings: Settings = { threads, seconds: options.quick ? 0.4 : 1 };
const compactFolder = join(root, "packages/model/models/compact");

async function variants(): Promise<Variant[]> {
  const compact = { isSmall: true, servedGoal: ">= 0.8" };
  const mgeo = { folder: await mgeoSizeVersion(), isSmall: false, servedGoal: ">= 0.95" };
  const all: Variant[] = [
    { name: "compact", folder: compactFolder, precision: ownPrecision(compactFolder), ...compact },
    { name: "compact_fp32", precision: "fp32", ...compact, folder: await compactSizeVersion() },
    { name: "mgeo", precision: "int8", ...mgeo },
    { name: "mgeo_fp32", precision: "fp32", ...mgeo },
  ];
  if (options.only) return all.filter(({ name }) => name === options.only);
  return options.quick ? all.filter(({ precision }) => precision === "int8") : all;
}

async function measureVariant(variant: Variant, load: LoadProcess): Promise<Found & { row: Row }> {
  return withBench(variant, settings, load, async (bench) => {
    const most = await throughput(bench);
    const objective = await withinObjective(bench, most);
    const others = await compare(variant, bench);
    const { checks: ofItself, row } = await saturated(bench);
    const checks = [
      check(`node.served_over_raw_${variant.name}`, most.served / most.raw, variant.servedGoal),
      ...ofItself,
      await idleOverhead(bench),
      await halfLoad(bench, most),
      ...(await overload(bench, most)),
      ...(await capacityEstimate(bench, most)),
      ...(variant.isSmall ? [await ladder(bench)] : []),
      ...objective.checks,
      ...others.checks,
    ];
    return { checks, absent: [...objective.absent, ...others.absent], row };
  });
}

/** Each peer has one model to run. */
async function compare({ name }: Variant, bench: Bench): Promise<Found> {
  if (name === "compact") return withInclude(bench, await overPeers(bench, threads, options.python));
  if (name === "mgeo_fp32") return overReference(bench, threads, options.python);
  return { checks: [], absent: [] };
}

async function withInclude(bench: Bench, { checks, absent }: Found): Promise<Found> {
  return { checks: [...checks, await includeCost(bench)], absent };
}

const load = new LoadProcess();
try {
  if (options.soak) {
    report("node", await soak(options.soak, threads, load));
  } else {
    const found: (Found & { row: Row })[] = [];
    for (const variant of await variants()) found.push(await measureVariant(variant, load));
    report(
      "node",
      found.flatMap(({ checks }) => checks),
      found.flatMap(({ absent }) => absent),
      found.map(({ row }) => row),
    );
  }
} finally {
  load.stop();
}
