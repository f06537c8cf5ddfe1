// `npm run sim`: how four ways to choose a node do under the same traffic. The table goes to stdout, the plot to docs/.
import { writeFileSync } from "node:fs";
import { quantile, sharesIn, slowerThan, worstPoints } from "./measures.ts";
import { MeridianPolicy } from "./meridian-policy.ts";
import { leastRequest, peakEwma, plainWrr } from "./peer-policies.ts";
import { linePlot } from "./plot.ts";
import type { MakePolicy } from "./policy.ts";
import { slower, stuttering, threeNodesBy, weights } from "./scenarios.ts";
import type { NodeSpec } from "./sim-node.ts";
import type { Served } from "./world.ts";

const policies: Record<string, MakePolicy> = {
  Meridian: (spec) => new MeridianPolicy(spec),
  "smooth round robin": plainWrr,
  "weighted least request": leastRequest,
  "peak EWMA, two choices": peakEwma,
};
const [slowFromMs, slowToMs, endMs] = [60_000, 70_000, 90_000];
const plotFile = new URL("../../docs/node-choice.svg", import.meta.url);

type Special = (index: number) => Partial<NodeSpec>;

function run(makePolicy: MakePolicy, utilisation: number, special: Special, untilMs: number): Served[] {
  const world = threeNodesBy(makePolicy, { cost: "accelerator", utilisation, special, cachedShare: 0.1 });
  return world.runUntil(untilMs).served;
}

const nearBy: Special = () => ({ rttMs: 5 });
const unequal: Special = (index) => ({ versionFactor: () => (index === 2 ? 2 : 1) });
const ailing =
  (engine: NonNullable<NodeSpec["engine"]>): Special =>
  (index) => ({ rttMs: 5, ...(index === 0 ? { engine } : {}) });

const percent = (value: number) => `${value.toFixed(1)} %`;
const shares = (served: Served[]) =>
  sharesIn(served, 3, 0, Infinity)
    .map((share) => share.toFixed(1))
    .join(" / ");
const window = (served: Served[]) => served.filter(({ atMs }) => atMs >= slowFromMs && atMs < endMs);

function healthyRow(name: string, makePolicy: MakePolicy): string[] {
  const alike = run(makePolicy, 0.5, nearBy, 30_000);
  const apart = run(makePolicy, 0.5, unequal, 30_000);
  const busy = run(makePolicy, 0.9, unequal, 15_000);
  const error = (served: Served[]) => worstPoints(sharesIn(served, 3, 0, Infinity), weights).toFixed(2);
  return [name, shares(alike), shares(apart), error(apart), error(busy)];
}

function slowRow(name: string, served: Served[]): string[] {
  const shareOf = (fromMs: number, toMs: number) => percent(sharesIn(served, 3, fromMs, toMs)[0] ?? 0);
  return [
    name,
    shareOf(slowFromMs, slowFromMs + 1000),
    shareOf(slowFromMs + 1000, slowToMs),
    shareOf(slowToMs + 10_000, endMs),
    percent(slowerThan(window(served), 100)),
    `${quantile(window(served), 0.99).toFixed(0)} ms`,
  ];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  return `${line(head)}${line(head.map(() => "---"))}${rows.map(line).join("")}\n`;
}

function shareOverTime(served: Served[]): [number, number][] {
  const stepMs = 500;
  const steps = Array.from({ length: 50 }, (_, i) => slowFromMs - 5000 + i * stepMs);
  return steps.map((atMs) => {
    return [(atMs - slowFromMs) / 1000, sharesIn(served, 3, atMs, atMs + stepMs)[0] ?? 0];
  });
}

const healthyHead = [
  "healthy nodes, weights 50 / 30 / 20",
  "alike, at 0.5",
  "round trips 10 / 25 / 60 ms, the third's version twice as slow, at 0.5",
  "worst error, points",
  "the same at 0.9",
];
const slowHead = [
  "share of the node of weight 50",
  "first second",
  "seconds 1–10",
  "10 s after recovery",
  "requests over 100 ms in 30 s",
  "p99 in 30 s",
];
const all = Object.entries(policies);
const slowRuns = all.map(([name, make]) => {
  return [name, run(make, 0.3, ailing(slower(20, slowFromMs, slowToMs)), endMs)] as const;
});
const stutterRuns = all.map(([name, make]) => {
  return [name, run(make, 0.3, ailing(stuttering(slowFromMs, slowToMs)), endMs)] as const;
});

const out = (text: string) => process.stdout.write(text);
out(table(healthyHead, all.map(([name, make]) => healthyRow(name, make)))); // prettier-ignore
out("A node 20 times slower for 10 s:\n\n");
out(table(slowHead, slowRuns.map(([name, served]) => slowRow(name, served)))); // prettier-ignore
out("A node stopped for 950 ms of each second for 10 s:\n\n");
out(table(slowHead, stutterRuns.map(([name, served]) => slowRow(name, served)))); // prettier-ignore
const lines = slowRuns.map(([name, served]) => ({ name, points: shareOverTime(served) }));
writeFileSync(
  plotFile,
  linePlot({ lines, xLabel: "seconds; 20 times slower from 0 to 10", yLabel: "share, %", yMax: 60 }),
);
