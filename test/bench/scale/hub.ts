import { setTimeout as sleep } from "node:timers/promises";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";
import { enrolFleet } from "../../sim/agents/enrol.ts";
import { SimFleet } from "../../sim/agents/sim-fleet.ts";
import { type Check, check, type Row, say } from "../lib/report.ts";
import { fetchText } from "@meridian/contracts/wait";
import { cpuSeconds, rssMb } from "../node/process-tree.ts";

export type Scale = { nodes: number; gateways: number; regions: number; seconds: number };

/** Requests a second of each simulated gateway. */
const perSecond = 100;
/** Rings of 30 s fill first. */
const settleMs = 40_000;
const trafficReads = 20;
const convergesWithinMs = 120_000;
/** Console and agents share two cores here. */
const answerMs = 60_000;

/** A console with so many simulated agents, every region's gateways sending to all regions, and one page that follows. */
export async function hubAtScale(scale: Scale): Promise<{ checks: Check[]; rows: Row[] }> {
  const system = await startSystem({ consoleEnv: { MERIDIAN_HANDSHAKES_PER_SECOND: "1000" } });
  const fleets: SimFleet[] = [];
  try {
    const console = await system.signIn();
    const plan = { ...scale, regions: Array.from({ length: scale.regions }, (_, index) => `scale-${index}`) };
    const emptyMb = rssMb(pidOf(system));
    say(`scale: enrols ${scale.nodes} nodes and ${scale.gateways} gateways`);
    const identities = await enrolFleet(console, plan);
    await activateAll(console);
    const fleet = new SimFleet(identities, { consoleUrl: system.url, perSecond });
    fleets.push(fleet);
    await fleet.connect();
    await eventually(() => isConverged(console), "all gateways follow", convergesWithinMs);
    say("scale: all agents are connected and follow");
    const page = console.followFleet();
    await sleep(settleMs);
    const found = await measure(system, fleet, scale);
    page.close();
    const readMs = await trafficReadMs(system, console);
    const growthMb = rssMb(pidOf(system)) - emptyMb;
    return {
      checks: [...found, check(`scale.hub_rss_growth_mb_${scale.nodes}`, growthMb, "<= 300")],
      rows: [{ row: "console CPU of one traffic.get", ms: Number(readMs.toPrecision(3)) }],
    };
  } finally {
    for (const fleet of fleets) fleet.stop();
    await system.dispose();
  }
}

async function measure(system: TestSystem, fleet: SimFleet, { nodes, seconds }: Scale): Promise<Check[]> {
  const pid = pidOf(system);
  const [before, cpuBefore, sentBefore] = [await metricsOf(system), cpuSeconds(pid), fleet.framesSent];
  const fromMs = performance.now();
  await sleep(seconds * 1000);
  const elapsed = (performance.now() - fromMs) / 1000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  const sent = fleet.framesSent - sentBefore;
  // What was sent last is still on its way.
  await sleep(1000);
  const after = await metricsOf(system);
  const risen = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const liveMs = (of: string) => (1000 * risen(`meridian_live_seconds_total{of="${of}"}`)) / (elapsed + 1);
  return [
    check(`scale.hub_core_share_${nodes}`, cpu / elapsed, "<= 0.2"),
    check(`scale.origins_live_ms_${nodes}`, liveMs("origins"), "<= 20"),
    check(`scale.agents_live_ms_${nodes}`, liveMs("agents"), "<= 100"),
    check(`scale.frames_lost_${nodes}`, Math.max(0, sent - risen("meridian_hub_frames_total")), "== 0"),
    check(`scale.frames_bad_${nodes}`, risen("meridian_hub_frames_bad_total"), "== 0"),
  ];
}

type Console = Awaited<ReturnType<TestSystem["signIn"]>>;

/** Every origin sends to every region: what the costs of shares grow with. */
async function activateAll(console: Console): Promise<void> {
  for (const { regionId } of (await console.traffic()).origins) {
    const { origins } = await console.traffic();
    const origin = origins.find((one) => one.regionId === regionId);
    if (!origin) continue;
    const targets = origin.targets.map((target) => ({
      regionId: target.regionId,
      state: "active",
      weight: 100,
    }));
    const input = { originRegionId: regionId, baseRevision: origin.revision, targets, reason: "a benchmark" };
    await console.mutate("traffic.shift", input);
  }
}

async function isConverged(console: Console): Promise<boolean> {
  const { gateways } = await console.traffic();
  return gateways.length > 0 && gateways.every(({ isInEffect }) => isInEffect);
}

/** CPU of the console for one read of all route policies, above what it spends anyway. */
async function trafficReadMs(system: TestSystem, console: Console): Promise<number> {
  const pid = pidOf(system);
  const spent = async (work: () => Promise<unknown>) => {
    const [cpu, fromMs] = [cpuSeconds(pid), performance.now()];
    await work();
    return { cpuMs: 1000 * (cpuSeconds(pid) - cpu), wallMs: performance.now() - fromMs };
  };
  const idle = await spent(() => sleep(10_000));
  const busy = await spent(async () => {
    for (let read = 0; read < trafficReads; read++) await console.traffic();
  });
  return (busy.cpuMs - (idle.cpuMs / idle.wallMs) * busy.wallMs) / trafficReads;
}

async function metricsOf(system: TestSystem): Promise<Map<string, number>> {
  const { text } = await fetchText(system.local.consoleMetricsUrl, {}, { ms: answerMs });
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

function pidOf(system: TestSystem): number {
  const { pid } = system.local.console;
  if (pid === null) throw new Error("the console does not run");
  return pid;
}
