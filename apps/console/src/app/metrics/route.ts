import { listFindings } from "../../server/domains/overview/index.ts";
import { getShared, onGlobal } from "../../server/boot/shared.ts";
import { createMetrics } from "../../server/http/metrics.ts";

export async function GET(): Promise<Response> {
  const registry = onGlobal("metrics", () => {
    const shared = getShared();
    return createMetrics({ ...shared, findings: () => listFindings(shared) });
  });
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
