import { isDatabaseUp } from "../../server/boot/database-health.ts";
import { getShared } from "../../server/boot/shared.ts";

export const dynamic = "force-dynamic";

/** 200 while the database answers and every loop goes, else 503 with what does not: for balancers and alerts. */
export async function GET(): Promise<Response> {
  const { db, watch } = getShared();
  const isUp = await isDatabaseUp(db);
  const standing = watch.standing();
  const isReady = isUp && standing.length === 0;
  const body = { status: isReady ? "ready" : "not-ready", database: isUp ? "up" : "down", standing };
  return Response.json(body, { status: isReady ? 200 : 503 });
}
