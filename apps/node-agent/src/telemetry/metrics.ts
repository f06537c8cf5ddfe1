import { batchRowsBounds, type GpuReading } from "@meridian/contracts/wire";
import { Counter, Gauge, Histogram, type MetricValueWithName, Registry } from "prom-client";
import { gpuHelp, keyHelp, metricHelp } from "./metric-help.ts";
import type { BatchSizes, Sketches } from "./sketches.ts";

/** Upper bounds in seconds of the classic buckets, 1 ms to 10 s. */
const boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Role = keyof typeof metricHelp;
export type GaugesOf<R extends Role> = Partial<Record<keyof (typeof metricHelp)[R]["gauges"], number>>;

export type CountedVersion = {
  version: string;
  counts: Readonly<Record<string, number>>;
  batchSizes?: BatchSizes;
};

export type CountedKey = { id: string; name: string; counts: Readonly<Record<keyof typeof keyHelp, number>> };

export type Metrics<R extends Role = Role> = {
  /** Metrics are named `meridian_<role>_…`. */
  role: R;
  /** Who this is, for alerts: a scrape's own labels know an address alone. */
  agent?: { id: string; name: string; region: { name: string } };
  /** The version that answers now: gauges belong to it. Counters and histograms bring their own. */
  version: string;
  /** By the version that served: counted under the one that answers now, a rollout would count them twice. */
  counted: readonly CountedVersion[];
  gauges: GaugesOf<R>;
  sketches: Sketches;
  gpus?: readonly GpuReading[];
  /** Gateways: API keys of clients, as many as there are. */
  keys?: readonly CountedKey[];
};

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Text exposition format. The counts are kept elsewhere, so each scrape fills a registry of its own. */
export function renderMetrics<R extends Role>(metrics: Metrics<R>): Promise<string> {
  const { role, version, counted, gauges, sketches, agent, gpus = [], keys = [] } = metrics;
  const registry = new Registry();
  const prefix = `meridian_${role}`;
  const config = (name: string, help: string, ...labelNames: string[]) => {
    return { name: `${prefix}_${snake(name)}`, help, labelNames, registers: [registry] };
  };
  if (agent) {
    const { id, name, region } = agent;
    const info = new Gauge(
      config("info", "1: the agent's id, its name and its region.", "id", "name", "region"),
    );
    info.set({ id, name, region: region.name }, 1);
  }
  for (const [name, help] of Object.entries(metricHelp[role].counters)) {
    const counter = new Counter(config(`${name}_total`, help, "version"));
    for (const { version: served, counts } of counted) counter.inc({ version: served }, counts[name] ?? 0);
  }
  for (const [name, help] of keys.length > 0 ? Object.entries(keyHelp) : []) {
    const counter = new Counter(config(`key_${name}_total`, help, "key", "name"));
    for (const { id, name: client, counts } of keys) {
      counter.inc({ key: id, name: client }, counts[name as keyof typeof keyHelp]);
    }
  }
  const read: Partial<Record<string, number>> = gauges;
  for (const [name, help] of Object.entries(metricHelp[role].gauges)) {
    const value = read[name];
    if (value !== undefined) new Gauge(config(name, help, "version")).set({ version }, value);
  }
  const stageHelp = "Time by stage of a request, in seconds.";
  new CountedHistogram(config("stage_seconds", stageHelp, "stage", "version"), stageSeries(sketches));
  const batches = counted.flatMap(({ version: served, batchSizes }) => {
    return batchSizes ? [{ labels: { version: served }, ...rowCounts(batchSizes) }] : [];
  });
  if (batches.length > 0) {
    new CountedHistogram(config("batch_rows", "Sequences that ran together.", "version"), batches);
  }
  Object.entries(gpuHelp).forEach(([name, help], index) => {
    const readings = gpus.flatMap(([gpu, gpuName, ...values]) => {
      const value = values[index] ?? null;
      return value === null ? [] : [{ labels: { version, gpu, name: gpuName }, value }];
    });
    if (readings.length === 0) return;
    const gauge = new Gauge(config(`gpu_${name}`, help, "version", "gpu", "name"));
    for (const { labels, value } of readings) gauge.set(labels, value);
  });
  return registry.metrics();
}

type Series = {
  labels: Record<string, string>;
  /** Upper bounds, and how many values are at most as large. */
  cumulative: readonly (readonly [bound: number, count: number])[];
  count: number;
  sum: number;
};

/** Classic buckets of values that were counted elsewhere: our histograms have finer ones. */
class CountedHistogram extends Histogram {
  constructor(
    private readonly config: ConstructorParameters<typeof Histogram>[0],
    private readonly series: readonly Series[],
  ) {
    super(config);
  }

  /** The registry reads histograms by this method, which prom-client's types do not list. */
  async getForPromString() {
    const { name, help } = this.config;
    const values = this.series.flatMap((one) => this.valuesOf(one));
    return { name, help, type: "histogram", values, aggregator: "sum" };
  }

  private valuesOf({ labels, cumulative, count, sum }: Series): MetricValueWithName<string>[] {
    const { name } = this.config;
    const buckets = [
      ...cumulative.map(([bound, most]) => [String(bound), most] as const),
      ["+Inf", count],
    ] as const;
    return [
      ...buckets.map(([le, value]) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value })),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}

function stageSeries(sketches: Sketches): Series[] {
  return sketches.sinceStart().map(({ stage, version, histogram }) => ({
    labels: { stage, version },
    cumulative: boundsSeconds.map((bound) => [bound, histogram.countAtMost(bound * 1000)]),
    count: histogram.count,
    sum: histogram.sumMs / 1000,
  }));
}

function rowCounts({ counts, batches, rows }: BatchSizes): Omit<Series, "labels"> {
  let atMost = 0;
  const cumulative = batchRowsBounds.map((bound, i) => [bound, (atMost += counts[i] ?? 0)] as const);
  return { cumulative, count: batches, sum: rows };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
