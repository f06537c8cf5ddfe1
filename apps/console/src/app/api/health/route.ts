import { isDatabaseUp } from "../../../server/boot/database-health.ts";
import { getShared } from "../../../server/boot/shared.ts";

/** Answers 200 as long as the process runs: without its database the console still holds agents' connections. */
export async function GET(): Promise<Response> {
  const isUp = await isDatabaseUp(getShared().db);
  return Response.json({ status: isUp ? "ok" : "degraded", database: isUp ? "up" : "down" });
}
