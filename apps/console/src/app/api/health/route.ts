import { isDatabaseUp } from "../../../server/boot/database-health.ts";
import { getShared } from "../../../server/boot/shared.ts";

/** The console lives as long as this answers; without its database it still holds the agents' links. */
export async function GET(): Promise<Response> {
  const isUp = await isDatabaseUp(getShared().db);
  return Response.json({ status: isUp ? "ok" : "degraded", database: isUp ? "up" : "down" });
}
