import { Finding, FleetEventsPage, FleetView, ListEventsInput } from "@meridian/contracts/api";
import { z } from "zod";
import { listEvents } from "../../domains/audit/index.ts";
import { getFleetOverview } from "../../domains/fleet/index.ts";
import { listFindings } from "../../domains/overview/index.ts";
import { procedure, router } from "../trpc.ts";

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
    .input(ListEventsInput)
    .output(FleetEventsPage)
    .query(({ ctx, input }) => listEvents(ctx.db, input)),
});
