import type { Histogram as LatencyCounts } from "@meridian/contracts/measure";
import { Histogram, type Registry } from "prom-client";

type Options = {
  name: string;
  help: string;
  /** Upper bounds in seconds. */
  buckets: readonly number[];
  source: LatencyCounts;
  registry: Registry;
};

/** One of our histograms, which count in finer buckets, in Prometheus' classic ones; read when somebody scrapes. */
export class LatencyHistogram extends Histogram<"le"> {
  constructor(private readonly options: Options) {
    const { name, help, registry } = options;
    super({ name, help, registers: [registry] });
  }

  /** prom-client calls this for its text and from `get()`, though its types do not declare it. */
  async getForPromString() {
    const { name, help, buckets, source } = this.options;
    const sample = (suffix: string, value: number, labels: { le?: number | string } = {}) => ({
      ...{ metricName: `${name}_${suffix}`, value, labels, sharedLabels: {} },
    });
    const values = [
      ...buckets.map((le) => sample("bucket", source.countAtMost(le * 1000), { le })),
      sample("bucket", source.count, { le: "+Inf" }),
      sample("sum", source.sumMs / 1000),
      sample("count", source.count),
    ];
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}
