import { parseArgs } from "node:util";
import { killNode, loseRegion, stallNode } from "./failover/scenes.ts";
import { median } from "./lib/arms.ts";
import { missing } from "./lib/foreign-server.ts";
import { startHaproxy, startMeridian, startNginx } from "./lib/proxies.ts";
import { type Absent, check, report, type Row, say } from "./lib/report.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" } },
});

const rounds = options.quick ? 1 : 5;
const reasonNginx = missing("nginx");
const reasonHaproxy = missing("haproxy");
const arms = {
  meridian: startMeridian,
  ...(reasonNginx === null && { nginx: startNginx }),
  ...(reasonHaproxy === null && { haproxy: startHaproxy }),
};

const rows: Row[] = [];
for (let round = 1; round <= rounds; round++) {
  for (const [arm, start] of Object.entries(arms)) {
    const killed = await killNode(start);
    const lost = await loseRegion(start);
    rows.push({
      arm,
      killFailed: killed.failed,
      killWorstMs: Math.round(killed.worstMs),
      regionFailed: lost.failed,
      regionMoveMs: Math.round(lost.moveMs),
    });
    say(`failover: ${arm}, round ${round} of ${rounds}: ${JSON.stringify(rows.at(-1))}`);
  }
}
const stalls = new Map<string, Awaited<ReturnType<typeof stallNode>>>();
for (const [arm, start] of Object.entries(arms)) {
  stalls.set(arm, await stallNode(start));
  say(`failover: ${arm}, stalled: ${JSON.stringify(stalls.get(arm))}`);
}

const own = rows.filter(({ arm }) => arm === "meridian");
const of = (name: string) => own.map((row) => Number(row[name]));
const stalled = [...stalls].map(([arm, { slowShare }]) => ({
  arm,
  stalledShare: Number(slowShare.toFixed(4)),
}));
const absent: Absent[] = [
  ...(reasonNginx === null ? [] : [{ name: "nginx", reason: reasonNginx }]),
  ...(reasonHaproxy === null ? [] : [{ name: "haproxy", reason: reasonHaproxy }]),
];
report(
  "failover",
  [
    check(
      "failover.node_kill_failed",
      of("killFailed").reduce((sum, failed) => sum + failed, 0),
      "== 0",
    ),
    check("failover.node_kill_worst_ms", median(of("killWorstMs")), "<= 50"),
    check("failover.stall_over_100ms_share", stalls.get("meridian")?.slowShare ?? Number.NaN, "<= 0.02"),
    check("failover.region_move_ms", median(of("regionMoveMs")), "<= 1000"),
  ],
  absent,
  [...rows, ...stalled],
);
