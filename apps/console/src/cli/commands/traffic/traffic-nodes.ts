import { type RegionNodesView, TrafficChanged, type TrafficView } from "@meridian/contracts/api";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import { answerChange, dryRunOption } from "../../dry-run.ts";
import { findNamed } from "../../find-named.ts";
import { desiredOf, type DrainOptions, withDrain } from "../../input/drain.ts";
import { target, type TypedMember } from "../../input/target.ts";
import { eachCheckedBy, ifRevisionOption, reasonOption } from "../../input/typed.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";
import { getTraffic, warnOfUnproven } from "../../traffic.ts";

type Options = DrainOptions & { dryRun?: boolean; reason: string; ifRevision?: string };

export const trafficNodes = (onSession: OnSession) =>
  new Command("nodes")
    .description("Shows how a region divides requests among its nodes")
    .argument("<region>")
    .addHelpText(
      "after",
      examples("meridian traffic nodes eu-central", "meridian traffic nodes eu-central --json"),
    )
    .action(
      onSession(async ({ api, out }, region: string) => {
        const view = nodesOf(await getTraffic(api), region);
        out.answer(view, () => showNodes(out, view));
        return 0;
      }),
    );

function showNodes(out: Output, { revision, nodes, convergence }: RegionNodesView): void {
  out.line(`Revision ${revision}, ${convergence.acked} of ${convergence.gateways} gateways follow`);
  if (nodes.length === 0) return out.line("The region has no nodes yet.");
  out.table(
    ["node", "state", "weight", "ready", "version", "drain"],
    nodes.map(({ name, state, weight, isReady, isUnproven, version, drain }) => [
      ...[name, state, String(weight)],
      isUnproven ? "not proven yet" : isReady ? "yes" : "no",
      version ?? "–",
      drain ? `until ${drain.deadlineAt.toISOString()}, then ${drain.then} (${drain.ownerName})` : "",
    ]),
  );
}

export const trafficSetNodes = (onSession: OnSession) =>
  withDrain(new Command("set-nodes").description("Sets states and weights of a region's nodes"))
    .argument("<region>")
    .argument(
      "<node=weight...>",
      "node=weight makes it active; also node=weight:state and node=state",
      eachCheckedBy(target),
    )
    .addOption(reasonOption())
    .addOption(ifRevisionOption("the region"))
    .addOption(dryRunOption())
    .addHelpText(
      "after",
      examples(
        'meridian traffic set-nodes eu-central eu-central-node-1=50 --reason "half of its weight"',
        'meridian traffic set-nodes eu-central eu-central-node-1=drain --drain-minutes 10 --then cordon --reason "new kernel"',
      ),
    )
    .action(
      onSession(async ({ api, out }, region: string, typed: TypedMember[], options: Options) => {
        const { reason, dryRun } = options;
        const view = nodesOf(await getTraffic(api), region);
        const nodes = typed.map((one) => {
          const current = findNamed("node", view.nodes, one.name);
          return { nodeId: current.id, ...desiredOf(one, current, options) };
        });
        const baseRevision = options.ifRevision ?? view.revision;
        const path = `/traffic/regions/${view.regionId}/nodes`;
        const changed = await api.change("PUT", path, TrafficChanged, {
          baseRevision,
          body: { nodes, reason, dryRun },
          askWith: `meridian traffic nodes ${region}`,
          pinnedBy: `--if-revision ${baseRevision}`,
        });
        return answerChange({ api, out }, changed, () => {
          out.line(`Nodes of ${region} are at revision ${changed.revision}.`);
          warnOfUnproven(out, changed);
        });
      }),
    );

function nodesOf({ regions, nodes }: TrafficView, name: string): RegionNodesView {
  const { id } = findNamed("region", regions, name);
  const view = nodes.find(({ regionId }) => regionId === id);
  if (view) return view;
  throw new CliError("refused", `The region ${name} is not among those with nodes.`);
}
