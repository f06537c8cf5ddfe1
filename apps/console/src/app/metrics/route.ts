import { getAuditHead } from "../../server/domains/audit/index.ts";
import { listFindings } from "../../server/domains/overview/index.ts";
import { getShared, onGlobal } from "../../server/boot/shared.ts";
import { createMetrics } from "../../server/http/metrics.ts";

export async function GET(): Promise<Response> {
  const registry = onGlobal("metrics", () => {
    const shared = getShared();
    const { db } = shared;
    return createMetrics({
      ...shared,
      findings: () => listFindings(shared),
      auditHead: () => getAuditHead(db),
    });
  });
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
