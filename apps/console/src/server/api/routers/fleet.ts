import { Finding, FleetEventView, FleetView } from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import { listEvents } from "../../domains/audit/index.ts";
import { getFleetOverview } from "../../domains/fleet/index.ts";
import { listFindings } from "../../domains/overview/index.ts";
import { procedure, router } from "../trpc.ts";

const EventsInput = z.object({
  agentId: AnyId.optional().describe("Only events of this agent."),
  limit: z.number().int().min(1).max(200).default(50).describe("Most events to list, 1 to 200."),
});

export const fleetRouter = router({
  overview: procedure("viewer", {
    method: "GET",
    path: "/fleet",
    summary: "Regions and their agents, as declared, acknowledged and observed",
  })
    .output(FleetView)
    .query(({ ctx }) => getFleetOverview(ctx)),
  findings: procedure("viewer", {
    method: "GET",
    path: "/findings",
    summary: "What is wrong with the fleet now, the gravest first",
  })
    .output(z.array(Finding))
    .query(({ ctx }) => listFindings(ctx)),
  events: procedure("viewer", {
    method: "GET",
    path: "/fleet/events",
    summary: "Events of agents, such as going offline, newest first",
  })
    .input(EventsInput)
    .output(z.array(FleetEventView))
    .query(({ ctx, input }) => listEvents(ctx.db, input)),
});
