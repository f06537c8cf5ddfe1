import {
  type AgentEntry,
  type IncidentsPage,
  type OriginView,
  type RegionNodesView,
  type RolloutsPage,
  safetyRuleDefaults,
  type SafetyView,
} from "@meridian/contracts/api";
import type { MemberState } from "@meridian/contracts/fleet";
import type { ConsoleClient } from "./console-client.ts";
import { eventually } from "./eventually.ts";

const reason = "the next story begins";
const weight = 100;
const waitMs = 60_000;

/** Puts the fleet's settings back to what a new system has, through the console as a person would. */
export async function resetPolicies(console: ConsoleClient): Promise<void> {
  await resetSafety(console);
  await console.mutate("apiKey.open", { reason });
  await rollBackAll(console);
  for (const incident of ((await console.query("incident.list")) as IncidentsPage).data)
    if (incident.state !== "closed")
      await console.mutate("incident.close", { incidentId: incident.id, reason });
  const { nodes, origins } = await console.traffic();
  for (const region of nodes) await resetNodes(console, region);
  for (const origin of origins) await resetOrigin(console, origin);
}

/** Takes agents that are not `kept` out of the fleet; their processes have ended. */
export async function archiveOthers(console: ConsoleClient, kept: ReadonlySet<string>): Promise<void> {
  const list = async () => (await console.query("agent.list")) as AgentEntry[];
  for (const { id, name } of await list()) {
    if (kept.has(name)) continue;
    const isAllowed = async () => (await list()).some((one) => one.id === id && one.archiveBlock === null);
    await eventually(isAllowed, `${name} can be archived`, waitMs);
    await console.mutate("agent.archive", { agentId: id, reason });
  }
}

/** Every agent is live, ready and runs by what it should; no gateway keeps a node out. */
export async function isConverged(console: ConsoleClient): Promise<boolean> {
  const agents = (await console.query("agent.list")) as AgentEntry[];
  const { gateways } = await console.traffic();
  return agents.every(isWell) && gateways.every(({ isInEffect }) => isInEffect);
}

function isWell({ presence, isReady, target, acked, observed, outOfRotation }: AgentEntry): boolean {
  const runsByIt = [acked, observed?.position].every((one) => one?.revision === target?.revision);
  return presence === "live" && isReady && runsByIt && outOfRotation.length === 0;
}

async function resetSafety(console: ConsoleClient): Promise<void> {
  const { freeze, breakGlass, rules, revision } = (await console.query("safety.get")) as SafetyView;
  if (freeze) await console.mutate("safety.thaw", { reason });
  if (breakGlass?.isOwn) await console.mutate("safety.closeBreakGlass", { reason });
  const isDefault = JSON.stringify(rules) === JSON.stringify(safetyRuleDefaults);
  if (!isDefault)
    await console.mutate("safety.setRules", { ...safetyRuleDefaults, baseRevision: revision, reason });
}

/** The newest that stands first: only that one can be rolled back. */
async function rollBackAll(console: ConsoleClient): Promise<void> {
  const openRollout = async () =>
    ((await console.query("rollout.list")) as RolloutsPage).data.find(({ state }) => state !== "rolled-back");
  for (let rollout = await openRollout(); rollout; rollout = await openRollout()) {
    const { id, state } = rollout;
    if (state !== "rolling-back") await console.mutate("rollout.rollBack", { rolloutId: id, reason });
    const isOver = async () => (await openRollout())?.id !== id;
    await eventually(isOver, `the rollout of ${rollout.version.name} is rolled back`, waitMs);
  }
}

async function resetNodes(
  console: ConsoleClient,
  { regionId, revision, nodes }: RegionNodesView,
): Promise<void> {
  const changed = nodes.filter((node) => node.state !== "active" || node.weight !== weight);
  if (changed.length === 0) return;
  const desired = changed.map(({ id }) => ({ nodeId: id, state: "active", weight }));
  await console.mutate("traffic.shiftNodes", { regionId, baseRevision: revision, nodes: desired, reason });
}

async function resetOrigin(
  console: ConsoleClient,
  { regionId: origin, revision, targets, split }: OriginView,
): Promise<void> {
  const stateOf = (regionId: string): MemberState => (regionId === origin ? "active" : "standby");
  if (split.current !== null) {
    const input = { originRegionId: origin, baseRevision: split.revision, split: null, reason };
    await console.mutate("traffic.split", input);
  }
  const isDefault = targets.every(
    (target) => target.state === stateOf(target.regionId) && target.weight === weight,
  );
  if (isDefault) return;
  const desired = targets.map(({ regionId }) => ({ regionId, state: stateOf(regionId), weight }));
  const input = { originRegionId: origin, baseRevision: revision, targets: desired, reason };
  await console.mutate("traffic.shift", input);
}
