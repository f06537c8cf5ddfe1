import type { IncidentEvidence, IncidentState } from "@meridian/contracts/api";
import type { NodePresence } from "../agent-link.ts";

const windowMs = 60_000;
const shareMin = 0.3;
const nodesMin = 3;
/** Gateways need up to 4 s to eject a node without traffic: three failed probes in a row. */
const patienceMs = 5000;

/** Nodes lost within the last 60 s, by the time at which this process noticed. */
export class LossWatch {
  private readonly well = new Set<string>();
  private readonly lostAtMs = new Map<string, number>();

  /** Ids of those lost, and how many nodes there are with them. Nodes never heard, or lost for longer, are none. */
  refresh(nodes: readonly NodePresence[], nowMs: number): { lost: string[]; nodes: number } {
    const known = new Set(nodes.map(({ id }) => id));
    for (const id of [...this.well, ...this.lostAtMs.keys()]) if (!known.has(id)) this.forget(id);
    for (const node of nodes) this.note(node, nowMs);
    const lost = [...this.lostAtMs].filter(([, atMs]) => nowMs - atMs <= windowMs).map(([id]) => id);
    return { lost, nodes: this.well.size + lost.length };
  }

  private note({ id, presence, isLost }: NodePresence, nowMs: number): void {
    if (isLost && this.well.has(id)) this.lostAtMs.set(id, nowMs);
    if (!isLost) this.lostAtMs.delete(id);
    if (presence === "live" && !isLost) this.well.add(id);
    else this.well.delete(id);
  }

  private forget(id: string): void {
    this.well.delete(id);
    this.lostAtMs.delete(id);
  }
}

/** More than 30 % of the nodes, and three at least. */
export function isMassEvent(lost: number, nodes: number): boolean {
  return lost >= nodesMin && lost > shareMin * nodes;
}

/**
 * The state that follows from the gateways' evidence. Confirmed once the nodes that gateways lost too are a mass event by
 * themselves. Without a connected gateway nothing is decided: the console itself is most likely cut off.
 */
export function judge(
  { state, openForMs }: { state: IncidentState; openForMs: number },
  { nodes, gone, gateways }: Pick<IncidentEvidence, "nodes" | "gone" | "gateways">,
): IncidentState {
  if (state === "confirmed" || isMassEvent(gone, nodes)) return "confirmed";
  return gateways > 0 && openForMs >= patienceMs ? "observer" : state;
}
