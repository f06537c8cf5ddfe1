export const dynamic = "force-dynamic";

/** 200 as long as the process answers: who restarts processes asks this, and a database that is away needs no restart. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}
