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
};

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
