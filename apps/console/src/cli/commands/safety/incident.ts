import { IncidentView } from "@meridian/contracts/api";
import { IncidentId } from "@meridian/contracts/ids";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import { examples, type OnSession } from "../../session.ts";
import { checkedBy, reasonOption } from "../../input/typed.ts";

export const incidentList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists incidents, the newest first, with the evidence of the gateways")
    .addHelpText(
      "after",
      examples("meridian incident list", "meridian incident list --json | jq '.[0].evidence.lost[].name'"),
    )
    .action(
      onSession(async ({ api, out }) => {
        const incidents = await listAll(api, "/incidents", IncidentView, { max: 50 });
        out.answer(incidents, () => {
          if (incidents.length === 0) out.line("There are no incidents.");
          else out.table(["id", "state", "lost", "gone", "served", "opened", "closed"], incidents.map(row));
        });
        return 0;
      }),
    );

function row({ id, state, evidence, openedAt, closedAt, closedReason }: IncidentView): string[] {
  const { lost, nodes, gone, served } = evidence;
  const closed = closedAt ? `${closedAt.toISOString()} ${closedReason ?? ""}`.trim() : "–";
  return [
    id,
    state,
    `${lost.length} of ${nodes}`,
    String(gone),
    String(served),
    openedAt.toISOString(),
    closed,
  ];
}

export const incidentClose = (onSession: OnSession) =>
  new Command("close")
    .description("Closes an incident: rollouts and drains that waited go on")
    .argument("<incident>", "its id; meridian incident list shows it", checkedBy(IncidentId))
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian incident close in_0123456789ab --reason "the switch is back"'))
    .action(
      onSession(async ({ api, out }, id: IncidentId, { reason }: { reason: string }) => {
        const path = `/incidents/${id}/close`;
        const incident = await api.change("POST", path, IncidentView, {
          body: { reason },
          askWith: "meridian incident list",
        });
        out.answer(incident, () => out.line(`Incident ${id} is closed.`));
        return 0;
      }),
    );
