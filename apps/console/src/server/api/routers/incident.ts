import { CloseIncidentInput, IncidentsPage, IncidentView, ListIncidentsInput } from "@meridian/contracts/api";
import { closeIncident, getIncident, listIncidents } from "../../domains/incident/index.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const incidentRouter = router({
  list: procedure("viewer", {
    method: "GET",
    path: "/incidents",
    summary: "Incidents, newest first, with the gateways' evidence",
  })
    .input(ListIncidentsInput)
    .output(IncidentsPage)
    .query(({ ctx, input }) => listIncidents({ ctx, input })),
  get: procedure("viewer", { method: "GET", path: "/incidents/{incidentId}", summary: "One incident" })
    .input(CloseIncidentInput.pick({ incidentId: true }))
    .output(IncidentView)
    .query(({ ctx, input }) => getIncident({ ctx, input })),
  close: procedure(
    "operator",
    {
      method: "POST",
      path: "/incidents/{incidentId}/close",
      summary: "Close an incident, so that automation resumes",
    },
    { touches: touching.fleet },
  )
    .input(CloseIncidentInput)
    .output(IncidentView)
    .mutation(({ ctx, input }) => closeIncident({ ctx, input })),
});
