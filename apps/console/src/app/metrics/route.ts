import { getShared, onGlobal } from "../../server/boot/shared.ts";
import { createMetrics } from "../../server/http/metrics.ts";

export async function GET(): Promise<Response> {
  const registry = onGlobal("metrics", () => createMetrics(getShared()));
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
