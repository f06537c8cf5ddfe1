import { batchRowsBounds, type GpuReading } from "@meridian/contracts/wire";
import type { BatchSizes } from "./batch-sizes.ts";
import type { Sketches } from "./sketches.ts";

/** Upper bounds in seconds of the classic buckets, 1 ms to 10 s. */
const boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = {
  /** e.g. `inference`: metrics are named `meridian_inference_…`. */
  role: string;
  /** Version name that counters and gauges belong to; histograms bring their own. */
  version: string;
  counters: Record<string, number>;
  gauges: Record<string, number>;
  sketches: Sketches;
  batchSizes?: BatchSizes;
  gpus?: readonly GpuReading[];
};

/** What is told of a GPU, in the order of a reading after index and name. */
const gpuGauges = [
  "utilisation_percent",
  "memory_used_mib",
  "memory_total_mib",
  "temperature_celsius",
  "power_watts",
];

export const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/** The text exposition format, classic buckets. */
export function renderPrometheus(metrics: Metrics): string {
  const lines: string[] = [];
  const prefix = `meridian_${metrics.role}`;
  const version = labels({ version: metrics.version });
  for (const [name, value] of Object.entries(metrics.counters)) {
    const full = `${prefix}_${snake(name)}_total`;
    lines.push(`# TYPE ${full} counter`, `${full}${version} ${value}`);
  }
  for (const [name, value] of Object.entries(metrics.gauges)) {
    const full = `${prefix}_${snake(name)}`;
    lines.push(`# TYPE ${full} gauge`, `${full}${version} ${value}`);
  }
  lines.push(...stageLines(`${prefix}_stage_seconds`, metrics.sketches));
  if (metrics.batchSizes)
    lines.push(...batchLines(`${prefix}_batch_rows`, metrics.version, metrics.batchSizes));
  lines.push(...gpuLines(`${prefix}_gpu`, metrics.version, metrics.gpus ?? []));
  return `${lines.join("\n")}\n`;
}

function stageLines(name: string, sketches: Sketches): string[] {
  const lines = [`# TYPE ${name} histogram`];
  for (const { stage, version, histogram } of sketches.sinceStart()) {
    for (const bound of boundsSeconds) {
      const le = labels({ stage, version, le: String(bound) });
      lines.push(`${name}_bucket${le} ${histogram.countAtMost(bound * 1000)}`);
    }
    const own = labels({ stage, version });
    lines.push(
      `${name}_bucket${labels({ stage, version, le: "+Inf" })} ${histogram.count}`,
      `${name}_sum${own} ${histogram.sumMs / 1000}`,
      `${name}_count${own} ${histogram.count}`,
    );
  }
  return lines;
}

function batchLines(name: string, version: string, { counts, batches, rows }: BatchSizes): string[] {
  let atMost = 0;
  const buckets = batchRowsBounds.map((bound, i) => {
    atMost += counts[i] ?? 0;
    return `${name}_bucket${labels({ version, le: String(bound) })} ${atMost}`;
  });
  const own = labels({ version });
  return [
    `# TYPE ${name} histogram`,
    ...buckets,
    `${name}_bucket${labels({ version, le: "+Inf" })} ${batches}`,
    `${name}_sum${own} ${rows}`,
    `${name}_count${own} ${batches}`,
  ];
}

function gpuLines(prefix: string, version: string, gpus: readonly GpuReading[]): string[] {
  return gpuGauges.flatMap((gauge, i) => {
    const values = gpus.flatMap(([index, name, ...readings]) => {
      const value = readings[i] ?? null;
      return value === null
        ? []
        : `${prefix}_${gauge}${labels({ version, gpu: String(index), name })} ${value}`;
    });
    return values.length > 0 ? [`# TYPE ${prefix}_${gauge} gauge`, ...values] : [];
  });
}

function labels(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
