import { access } from "node:fs/promises";
import { Precision } from "@meridian/contracts/fleet";
import type { DesiredModel, EngineLayout, SelfBenchmark } from "@meridian/contracts/wire";
import type { ModelVersion } from "@meridian/model";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { AgentConfig } from "../../env.ts";
import { usableCores } from "../../usable-cores.ts";
import { BenchmarkStore } from "./benchmark-store.ts";
import { configuredLayout, latencyLayout, mayEnginesSpin } from "../engine/engine-layout.ts";
import { EnginePool } from "../engine/engine-pool.ts";
import { betterOf, selfBenchmark } from "./self-benchmark.ts";

export type OpenEnginesOptions = {
  enginePath: string;
  config: AgentConfig;
  clock: Clock;
  logger: Logger;
  limits: () => { batchTokensMax: number };
  onRestart: (reason: string) => void;
  onDown: (isDown: boolean, reason: string) => void;
};

export type OpenedEngines = { pool: EnginePool; layout: EngineLayout; benchmark: SelfBenchmark | null };

/** Opens a version in the layout that is configured, else in the one that measuring found better. */
export async function openEngines(
  model: DesiredModel,
  version: ModelVersion,
  options: OpenEnginesOptions,
): Promise<OpenedEngines> {
  const { config } = options;
  const cores = usableCores();
  const benchmark = config.hasSelfBenchmark
    ? await benchmarkOf(model, version, cores, options).catch(unmeasured(options))
    : null;
  const layout = configuredLayout(config, cores) ?? measuredLayout(model, benchmark) ?? latencyLayout(cores);
  return { pool: await openPool(model.precision, layout, version, cores, options), layout, benchmark };
}

/** A failed benchmark must not keep a version from serving; a version that cannot be opened fails when it is opened. */
function unmeasured({ logger }: OpenEnginesOptions): (error: unknown) => null {
  return (error) => {
    logger.warn({ err: error }, "engine layouts could not be measured");
    return null;
  };
}

/** Precision is desired state: of what was measured only the layout is taken over. */
function measuredLayout({ precision }: DesiredModel, benchmark: SelfBenchmark | null): EngineLayout | null {
  if (!benchmark) return null;
  const { engines, threads } = betterOf(benchmark.measured.filter((one) => one.precision === precision));
  return { engines, threads };
}

async function benchmarkOf(
  model: DesiredModel,
  version: ModelVersion,
  cores: number,
  options: OpenEnginesOptions,
): Promise<SelfBenchmark> {
  const { config, clock, logger, limits } = options;
  const precisions = [model.precision, ...(await otherPrecisions(model, version))];
  const batchTokens = limits().batchTokensMax;
  const subject = { digest: model.digest, precisions, providers: config.providers, cores, batchTokens };
  return new BenchmarkStore(config.dataDir).obtain(subject, async () => {
    // Errors during the self-benchmark affect no request: do not report them.
    const quiet = { ...options, onRestart: () => undefined, onDown: () => undefined };
    const open = (precision: Precision, layout: EngineLayout) =>
      openPool(precision, layout, version, cores, quiet);
    const benchmark = await selfBenchmark({ cores, batchTokens, precisions, clock, open });
    logger.info({ benchmark }, "engine layouts measured");
    return benchmark;
  });
}

/** Precisions whose weights are on disk already: none is fetched only to be measured. */
async function otherPrecisions({ precision }: DesiredModel, version: ModelVersion): Promise<Precision[]> {
  const others = Precision.options.filter(
    (one) => one !== precision && version.manifest.precisions.includes(one),
  );
  const isHere = await Promise.all(others.map((one) => access(version.onnxPath(one)).then(yes, no)));
  return others.filter((_, i) => isHere[i]);
}

const yes = () => true;
const no = () => false;

function openPool(
  precision: Precision,
  layout: EngineLayout,
  version: ModelVersion,
  cores: number,
  { enginePath, config, logger, onRestart, onDown }: OpenEnginesOptions,
): Promise<EnginePool> {
  return EnginePool.open({
    path: enginePath,
    engines: layout.engines,
    open: {
      onnxPath: version.onnxPath(precision),
      threads: layout.threads,
      hasSpinning: config.hasEngineSpinning && mayEnginesSpin(layout, cores),
      widthMax: version.manifest.architecture.maxPositions,
    },
    providers: config.providers,
    logger,
    onRestart,
    onDown,
  });
}
