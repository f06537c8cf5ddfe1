import { IncidentView } from "@meridian/contracts/api";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { noArgs } from "../typed.ts";

export const incidentList = defineCommand({
  name: "incident list",
  usage: "",
  summary: "Lists incidents, the newest first, and what gateways said of them",
  examples: ["meridian incident list", "meridian incident list --json | jq '.[0].evidence.lost[].name'"],
  input: z.object({ args: noArgs }),
  run: async ({ api, out }) => {
    const incidents = await api.get("/incidents", z.array(IncidentView));
    out.answer(incidents, () => {
      if (incidents.length === 0) out.line("There are no incidents.");
      else out.table(["id", "state", "lost", "gone", "served", "opened", "closed"], incidents.map(row));
    });
    return 0;
  },
});

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
