import { formatMetrics } from "../../server/metrics.ts";
import { getShared } from "../../server/shared.ts";

export function GET(): Response {
  const { counters, agents } = getShared();
  return new Response(formatMetrics(counters, agents.countByPresence(), agents.originsLive()), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}
