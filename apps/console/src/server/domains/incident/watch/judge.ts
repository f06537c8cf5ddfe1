import type { IncidentEvidence, IncidentState } from "@meridian/contracts/api";

const shareMin = 0.3;
const nodesMin = 3;
/** Gateways need up to 4 s to take out a node that nobody asks: three probes in a row. */
const patienceMs = 5000;

/** More than 30 % of the nodes, and three at least. */
export function isMassEvent(lost: number, nodes: number): boolean {
  return lost >= nodesMin && lost > shareMin * nodes;
}

/**
 * What an incident is, given what gateways say. Confirmed once those nodes that gateways lost too are a mass event by
 * themselves. While no gateway is heard nothing is decided: then the console is most likely cut off itself.
 */
export function judge(
  { state, openForMs }: { state: IncidentState; openForMs: number },
  { nodes, gone, gateways }: Pick<IncidentEvidence, "nodes" | "gone" | "gateways">,
): IncidentState {
  if (state === "confirmed" || isMassEvent(gone, nodes)) return "confirmed";
  return gateways > 0 && openForMs >= patienceMs ? "observer" : state;
}
