import type { IncidentView } from "@meridian/contracts/api";
import type { Verb } from "../context.ts";
import { toIncident } from "./incident-row.ts";

const newest = 50;

/** The newest 50, the open one first. */
export async function listIncidents({ ctx }: Pick<Verb<never>, "ctx">): Promise<IncidentView[]> {
  const rows = await ctx.db.incident.findMany({ orderBy: { openedAt: "desc" }, take: newest });
  return rows.map(toIncident);
}
