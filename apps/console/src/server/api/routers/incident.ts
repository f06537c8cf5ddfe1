import { CloseIncidentInput, IncidentView } from "@meridian/contracts/api";
import { z } from "zod";
import { closeIncident, listIncidents } from "../../domains/incident/index.ts";
import { procedure, router } from "../trpc.ts";

export const incidentRouter = router({
  list: procedure("viewer", {
    method: "GET",
    path: "/incidents",
    summary: "Incidents, newest first, with the gateways' evidence",
  })
    .output(z.array(IncidentView))
    .query(({ ctx }) => listIncidents({ ctx })),
  close: procedure("operator", {
    method: "POST",
    path: "/incidents/{incidentId}/close",
    summary: "Close an incident, so that automation resumes",
  })
    .input(CloseIncidentInput)
    .output(IncidentView)
    .mutation(({ ctx, input }) => closeIncident({ ctx, input })),
});
