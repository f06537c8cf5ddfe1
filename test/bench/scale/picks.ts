import {
  Picker,
  type RoutableNode,
  SlownessTracker,
  type UpstreamEvidence,
  Verdict,
} from "@meridian/contracts/routing";
import { median } from "../lib/arms.ts";
import { type Check, check } from "../lib/report.ts";

const rounds = 7;
const picksPerRound = 5000;
const regions = 10;

/** A node that nothing is known against; every second one holds the version that is asked for. */
class QuietEvidence implements UpstreamEvidence {
  readonly isUnproven = false;
  readonly verdict = new Verdict(new SlownessTracker());
  private readonly versions: ReadonlySet<string>;

  constructor(versions: readonly string[]) {
    this.versions = new Set(versions);
  }

  hard() {
    return null;
  }
  soft() {
    return null;
  }
  mayHold(version: string) {
    return this.versions.has(version);
  }
  hasAnsweredRecently() {
    return true;
  }
}

/** CPU time of a pick in one view, in µs, at so many nodes: of any, of one that holds a version, of a second attempt. */
export function pickTimes(count: number): Check[] {
  const nodes = Array.from({ length: count }, (_, index): RoutableNode & { id: string } => {
    const versions = index % 2 === 0 ? ["v1", "v2"] : ["v1"];
    const place = { id: `node-${index}`, regionId: `region-${index % regions}` };
    return { ...place, state: "active", weight: 100, evidence: new QuietEvidence(versions) };
  });
  const picker = new Picker({
    now: () => 0,
    counts: { picked: () => undefined, expected: () => undefined },
    onRotationChange: () => undefined,
  });
  picker.setRegions(
    Array.from({ length: regions }, (_, index) => {
      const id = `region-${index}`;
      return { id, state: "active", weight: 100, nodes: nodes.filter(({ regionId }) => regionId === id) };
    }),
  );
  const [first] = nodes;
  if (!first) throw new Error("no nodes");
  return [
    check(
      `scale.pick_us_${count}`,
      microseconds(() => picker.pick()),
      "<= 20",
    ),
    check(
      `scale.pick_holder_us_${count}`,
      microseconds(() => picker.pickHolder("v2", { allowFailover: true })),
      "<= 20",
    ),
    check(
      `scale.pick_another_us_${count}`,
      microseconds(() => picker.pickAnother([first], () => true)),
      "<= 100",
    ),
  ];
}

function microseconds(pick: () => unknown): number {
  const times = Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage();
    for (let done = 0; done < picksPerRound; done++) pick();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / picksPerRound;
  });
  return median(times.slice(1));
}
