import type { AgentView } from "@meridian/contracts/api";
import type { ColumnDef } from "@tanstack/react-table";

export type FleetColumn =
  | "state"
  | "agent"
  | "version"
  | "provider"
  | "requests"
  | "p50"
  | "p95"
  | "p99"
  | "errors"
  | "queue"
  | "memory"
  | "age";

export const columnCount = 12;

/** The look that all cells of the table share. */
export const cell = "px-2 py-1.5 first:pl-0 last:pr-0";

/** Only what stands still can be sorted by: rows do not move under a hand. */
export const fleetColumns: ColumnDef<AgentView>[] = [
  still("state"),
  { id: "agent" satisfies FleetColumn, accessorFn: ({ name }) => name, sortingFn: "alphanumeric" },
  { id: "version" satisfies FleetColumn, accessorFn: (agent) => mainSlot(agent)?.name ?? "" },
  { id: "provider" satisfies FleetColumn, accessorFn: (agent) => mainSlot(agent)?.provider ?? "" },
  ...(["requests", "p50", "p95", "p99", "errors", "queue", "memory", "age"] as const).map(still),
];

/**
 * Widths hold any figure, so that none moves another; the name gets what is left. A small screen leaves columns out,
 * and the sheet has them all.
 */
export const columnLook: Record<FleetColumn, string> = {
  state: "min-w-26 max-sm:min-w-5",
  agent: "w-full max-w-0",
  version: "min-w-42 max-w-42 max-xl:hidden",
  provider: "min-w-24 max-w-24 max-full:hidden",
  requests: "min-w-36 max-xl:min-w-20",
  p50: "min-w-19 max-lg:hidden",
  p95: "min-w-19 max-md:pr-0",
  p99: "min-w-19 max-lg:hidden",
  errors: "min-w-15 max-lg:hidden",
  queue: "min-w-14 max-xl:hidden",
  memory: "min-w-19 max-full:hidden",
  age: "min-w-15 max-md:hidden",
};

function still(id: FleetColumn): ColumnDef<AgentView> {
  return { id, enableSorting: false };
}

/** The version that the node answers with, or is on its way to. */
export function mainSlot({ slots }: AgentView): AgentView["slots"][number] | undefined {
  return slots.find(({ status }) => status === "ready") ?? slots[0];
}

/** Every word must occur in the agent's or region's name, its role, state or version. */
export function matchesFilter(agent: AgentView, regionName: string, text: string): boolean {
  const versions = agent.slots.map(({ name }) => name);
  const haystack = [agent.name, agent.id, regionName, agent.role, agent.state, ...versions]
    .join(" ")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
