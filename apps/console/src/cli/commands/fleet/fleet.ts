import { type AgentView, Finding, FleetView } from "@meridian/contracts/api";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";
import { showFindings } from "./findings.ts";

export const fleet = (onSession: OnSession) =>
  new Command("fleet")
    .description("Shows regions with their nodes and gateways")
    .addHelpText(
      "after",
      examples(
        "meridian fleet",
        "meridian fleet --json | jq '.regions[].agents[] | select(.isReady | not) | {name, status}'",
      ),
    )
    .action(
      onSession(async ({ api, out }) => {
        const view = await api.get("/fleet", FleetView);
        const findings = await listAll(api, "/findings", Finding);
        out.answer({ ...view, findings }, () => {
          showFindings(out, findings);
          showFleet(out, view);
        });
        return 0;
      }),
    );

function showFleet(out: Output, { regions, revision }: FleetView): void {
  out.line(`Revision ${revision}`);
  if (regions.length === 0) out.line("There are no regions yet.");
  for (const { name, label, agents } of regions) {
    out.line();
    out.line(`${out.paint("bold", name)} ${out.paint("dim", label)}`);
    if (agents.length === 0) out.line("No agents yet.");
    else
      out.table(
        ["agent", "role", "state", "weight", "status", "version", "target", "acked"],
        agents.map(row),
      );
  }
}

function row(agent: AgentView): string[] {
  const { name, role, state, weight, status, answersWith, target, acked } = agent;
  const isNode = role === "inference";
  return [
    name,
    role,
    isNode ? state : "–",
    isNode ? String(weight) : "–",
    status === "never" ? "not seen yet" : status,
    answersWith ?? "–",
    target?.revision ?? "–",
    acked?.revision ?? "–",
  ];
}
