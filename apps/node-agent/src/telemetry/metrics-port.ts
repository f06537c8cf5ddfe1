import { join } from "node:path";
import { keptPortFile, MetricsListener, warnOfTls } from "@meridian/contracts/listener";
import type { Logger } from "pino";
import type { DesiredState } from "../control/desired-state.ts";
import { portError } from "../control/port.ts";
import type { DataPlane } from "../data-plane.ts";
import type { AgentConfig } from "../env.ts";
import { warnOfIntruders } from "../http/warn-of-intruders.ts";
import { metricsContentType } from "./metrics.ts";

type Parts = {
  plane: Pick<DataPlane, "metrics">;
  desired: Pick<DesiredState, "scrapeTokens">;
  config: Pick<AgentConfig, "tls">;
  logger: Logger;
};

/** `/metrics` of an agent, for who has a scrape token of its snapshot. */
export function createMetricsListener({ plane, desired, config, logger }: Parts): MetricsListener {
  return new MetricsListener({
    tls: config.tls,
    onTlsProblem: warnOfTls(logger),
    tokens: () => desired.scrapeTokens,
    render: async () => ({ text: await plane.metrics(), type: metricsContentType }),
    onIntruder: warnOfIntruders(logger, "refused a wrong scrape token"),
    onNotKept: (reason) => logger.warn(reason),
    onError: (err) => logger.error({ err }, "metrics could not be answered"),
  });
}

/** Its port. Throws CONFLICT where the one that was asked for is taken. */
export async function listenForMetrics(
  listener: MetricsListener,
  { listenHost: host, metricsPort: port, dataDir }: AgentConfig,
): Promise<number> {
  const address = { host, port, keptIn: join(dataDir, keptPortFile) };
  const listening = await listener.listen(address).catch((error: unknown) => {
    throw portError(error, host, port, "MERIDIAN_METRICS_PORT");
  });
  return listening.port;
}
