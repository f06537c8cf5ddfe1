import { judgeShare, sumUp } from "@meridian/contracts/shares";
import type { PickerFault } from "@meridian/contracts/wire";
import type { PickWindow } from "./pick-window.ts";

export type Gateway = { agent: { id: string }; picks: PickWindow };

/** Judges each gateway by itself: in a sum, two that err in opposite directions look right. */
export function pickerFaults(
  gateways: readonly Gateway[],
  homeOf: ReadonlyMap<string, string>,
): PickerFault[] {
  return gateways.flatMap(({ agent, picks }) => {
    const rows = picks.rows(picks.lengthMs);
    const byNode = faultsOf(agent.id, rows, (nodeId) => nodeId);
    const byRegion = faultsOf(agent.id, rows, (nodeId) => homeOf.get(nodeId));
    const [worst] = [...byNode, ...byRegion].sort((a, b) => errorOf(b) - errorOf(a));
    return worst ?? [];
  });
}

type Rows = ReturnType<PickWindow["rows"]>;

function faultsOf(
  gatewayId: string,
  rows: Rows,
  keyOf: (nodeId: string) => string | undefined,
): PickerFault[] {
  const sums = [...sumUp([{ picks: rows }], keyOf)];
  const requests = sums.reduce((total, [, { picks }]) => total + picks, 0);
  return sums.flatMap(([targetId, sum]) => {
    const [expected, observed] = [sum.expected / requests, sum.picks / requests];
    const verdict = judgeShare({ declared: expected, expected, observed, requests });
    return verdict === "picker-fault" ? [{ gatewayId, targetId, expected, observed, requests }] : [];
  });
}

function errorOf({ expected, observed }: PickerFault): number {
  return Math.abs(observed - expected);
}
