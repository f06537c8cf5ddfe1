import { IncidentView } from "@meridian/contracts/api";
import { IncidentId } from "@meridian/contracts/ids";
import { Command } from "commander";
import { examples, type OnSession } from "../session.ts";
import { checkedBy, reasonOption } from "../typed.ts";

export const incidentClose = (onSession: OnSession) =>
  new Command("close")
    .description("Closes an incident: rollouts and drains that waited go on")
    .argument("<incident>", "its id; meridian incident list shows it", checkedBy(IncidentId))
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian incident close in_0123456789ab --reason "the switch is back"'))
    .action(
      onSession(async ({ api, out }, id: IncidentId, { reason }: { reason: string }) => {
        const path = `/incidents/${id}/close`;
        const incident = await api.change("POST", path, IncidentView, { body: { reason } });
        out.answer(incident, () => out.line(`Incident ${id} is closed.`));
        return 0;
      }),
    );
