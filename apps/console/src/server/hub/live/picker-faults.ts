import { isPickerFault } from "@meridian/contracts/shares";
import type { PickerFault } from "@meridian/contracts/wire";
import type { NodeNumbers } from "./node-numbers.ts";
import { columns, expectedUnits, type PickWindow } from "./pick-window.ts";

export type Gateway = { agent: { id: string }; picks: PickWindow };

/** Judges each gateway by itself: in a sum, two that err in opposite directions look right. */
export function pickerFaults(gateways: readonly Gateway[], nodes: NodeNumbers): PickerFault[] {
  return gateways.flatMap((gateway) => worstFault(gateway, nodes) ?? []);
}

/** The node or region whose share is furthest from what it should be, of those that are a fault. */
function worstFault({ agent, picks }: Gateway, nodes: NodeNumbers): PickerFault | null {
  const byRegion = nodes.regionIds.map(() => ({ picks: 0, expected: 0 }));
  const { numbers, sums } = picks.read(picks.lengthMs, nodes);
  let [requests, atHome] = [0, 0];
  for (let index = 0; index < numbers.length; index++) {
    const picked = sums[index * columns] ?? 0;
    requests += picked;
    const region = byRegion[nodes.homes[numbers[index] ?? 0] ?? -1];
    if (!region) continue;
    atHome += picked;
    region.picks += picked;
    region.expected += (sums[index * columns + 1] ?? 0) / expectedUnits;
  }
  const worst = new WorstFault(agent.id);
  for (let index = 0; index < numbers.length; index++) {
    const expected = (sums[index * columns + 1] ?? 0) / expectedUnits;
    worst.judge(nodes.ids[numbers[index] ?? 0] ?? "", sums[index * columns] ?? 0, expected, requests);
  }
  for (const [region, sum] of byRegion.entries()) {
    worst.judge(nodes.regionIds[region] ?? "", sum.picks, sum.expected, atHome);
  }
  return worst.fault;
}

class WorstFault {
  fault: PickerFault | null = null;
  private error = 0;

  constructor(private readonly gatewayId: string) {}

  judge(targetId: string, picked: number, wanted: number, requests: number): void {
    if (requests === 0) return;
    const expected = wanted / requests;
    const observed = picked / requests;
    const error = Math.abs(observed - expected);
    if (error <= this.error || !isPickerFault({ expected, observed, requests })) return;
    this.fault = { gatewayId: this.gatewayId, targetId, expected, observed, requests };
    this.error = error;
  }
}
