import type { IncidentEvidence, IncidentState } from "@meridian/contracts/api";

const shareMin = 0.3;
const nodesMin = 3;
/** Gateways need up to 4 s to eject a node without traffic: three failed probes in a row. */
const patienceMs = 5000;

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
