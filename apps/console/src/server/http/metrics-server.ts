import { join } from "node:path";
import { AppError } from "@meridian/contracts/errors";
import { keptPortFile, MetricsListener, warnOfTls } from "@meridian/contracts/listener";
import { within } from "@meridian/contracts/wait";
import { isDatabaseUp } from "../boot/database-health.ts";
import { LastKnown } from "../boot/last-known.ts";
import type { Shared } from "../boot/shared.ts";
import { getAuditHead } from "../domains/audit/index.ts";
import { scrapeTokenHashes } from "../domains/clients/index.ts";
import { listFindings } from "../domains/overview/index.ts";
import { createMetrics } from "./metrics.ts";

/** A scrape does not wait for a slow database. */
const databaseMsMax = 3_000;
/** Guesses cost the database no more than a question in this time. */
const tokensEveryMs = 1_000;
/** Nobody who guesses fills the log. */
const warnEveryMs = 60_000;

/** Answers the console's own `/metrics`, on a port of its own, for who has a scrape token. Throws CONFLICT when it is taken. */
export async function startMetricsServer(shared: Shared): Promise<{ port: number; close(): Promise<void> }> {
  const { db, env, logger } = shared;
  const registry = createMetrics({
    ...shared,
    findings: () => listFindings(shared),
    isDatabaseUp: () => isDatabaseUp(db),
    auditHead: () => getAuditHead(db),
  });
  const listener = new MetricsListener({
    tls: env.tls,
    onTlsProblem: warnOfTls(logger),
    tokens: await lastKnownTokens(shared),
    render: async () => ({ text: await registry.metrics(), type: registry.contentType }),
    onIntruder: warnSeldom((clientAddress) => logger.warn({ clientAddress }, "refused a wrong scrape token")),
    onError: (err) => logger.error({ err }, "metrics could not be answered"),
    onNotKept: (reason) => logger.warn(reason),
  });
  const { listenHost: host, metricsPort, secretsDir } = env;
  const keptIn = join(secretsDir, keptPortFile);
  const { port } = await listener.listen({ host, port: metricsPort, keptIn }).catch((error: unknown) => {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!isTaken) throw error;
    const message = `Port ${metricsPort} of ${host} is taken: choose another with MERIDIAN_METRICS_PORT.`;
    throw new AppError("CONFLICT", message);
  });
  return { port, close: () => listener.close() };
}

/** Whoever asks is unknown until then. While the database is away, those that were valid last: metrics tell of that, too. */
async function lastKnownTokens({ db }: Pick<Shared, "db">): Promise<() => Promise<string[]>> {
  const limit = { ms: databaseMsMax, what: "scrape tokens" };
  const known = new LastKnown(tokensEveryMs, () => within(limit, () => scrapeTokenHashes(db)));
  await known.get();
  return () => known.get();
}

function warnSeldom(warn: (clientAddress: string) => void): (clientAddress: string) => void {
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  return (clientAddress) => {
    if (performance.now() - warnedAtMs < warnEveryMs) return;
    warnedAtMs = performance.now();
    warn(clientAddress);
  };
}
