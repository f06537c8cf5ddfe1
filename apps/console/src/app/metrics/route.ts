import { getAuditHead } from "../../server/domains/audit/index.ts";
import { listFindings } from "../../server/domains/overview/index.ts";
import { isDatabaseUp } from "../../server/boot/database-health.ts";
import { getShared, onGlobal } from "../../server/boot/shared.ts";
import { answering } from "../../server/http/answering.ts";
import { countProcedures } from "../../server/http/procedure-limits.ts";
import { createMetrics } from "../../server/http/metrics.ts";

/** Open to everybody, and each answer asks the database. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    await countProcedures(request.headers, null);
    return scrape();
  });
}

async function scrape(): Promise<Response> {
  const registry = onGlobal("metrics", () => {
    const shared = getShared();
    const { db } = shared;
    return createMetrics({
      ...shared,
      findings: () => listFindings(shared),
      isDatabaseUp: () => isDatabaseUp(db),
      auditHead: () => getAuditHead(db),
    });
  });
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
