import { IncidentView } from "@meridian/contracts/api";
import { IncidentId } from "@meridian/contracts/ids";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { reason, reasonText } from "../typed.ts";

export const incidentClose = defineCommand({
  name: "incident close",
  usage: "<incident> --reason <text>",
  summary: "Closes an incident: rollouts and drains that waited go on",
  options: { reason: reasonText },
  examples: ['meridian incident close in_0123456789ab --reason "the switch is back"'],
  input: z.object({
    args: z.tuple([IncidentId], { error: "expected one incident's id (meridian incident list shows them)" }),
    reason,
  }),
  run: async ({ api, out }, { args: [id], reason }) => {
    const incident = await api.change("POST", `/incidents/${id}/close`, IncidentView, { body: { reason } });
    out.answer(incident, () => out.line(`Incident ${id} is closed.`));
    return 0;
  },
});
