import { formatMetrics } from "../../server/http/metrics.ts";
import { getShared } from "../../server/boot/shared.ts";

export function GET(): Response {
  const { counters, agents } = getShared();
  return new Response(formatMetrics(counters, agents.countByPresence(), agents.originsLive()), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}
