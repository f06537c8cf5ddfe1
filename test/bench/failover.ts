import { killNode, loseRegion, stallNode } from "./failover/scenes.ts";
import { median } from "./lib/arms.ts";
import { benchCommand, positive } from "./lib/bench-command.ts";
import { missing } from "./lib/foreign-server.ts";
import { startHaproxy, startMeridian, startNginx } from "./lib/proxies.ts";
import { type Absent, check, report, type Row, say } from "./lib/report.ts";

const options = benchCommand(
  "failover",
  "What clients notice of a node that dies or stalls, and of a region lost.",
)
  .option("--quick", "one round")
  .option("--rounds <count>", "rounds, of which the median counts", positive, 5)
  .parse()
  .opts<{ quick?: true; rounds: number }>();

const rounds = options.quick ? 1 : options.rounds;
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
    const stalled = await stallNode(start);
    rows.push({
      arm,
      killFailed: killed.failed,
      killWorstMs: Math.round(killed.worstMs),
      regionFailed: lost.failed,
      regionMoveMs: Math.round(lost.moveMs),
      stallFailed: stalled.failed,
      stallShare: Number(stalled.slowShare.toFixed(4)),
    });
    say(`failover: round ${round} of ${rounds}: ${JSON.stringify(rows.at(-1))}`);
  }
}

const own = rows.filter(({ arm }) => arm === "meridian");
const of = (name: string) => own.map((row) => Number(row[name]));
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const absent: Absent[] = [
  ...(reasonNginx === null ? [] : [{ name: "nginx", reason: reasonNginx }]),
  ...(reasonHaproxy === null ? [] : [{ name: "haproxy", reason: reasonHaproxy }]),
];
report(
  "failover",
  [
    check("failover.node_kill_failed", sum(of("killFailed")), "== 0"),
    check("failover.node_kill_worst_ms", Math.max(...of("killWorstMs")), "<= 50"),
    check("failover.stall_over_100ms_share", median(of("stallShare")), "<= 0.02"),
    check("failover.region_move_ms", Math.max(...of("regionMoveMs")), "<= 1000"),
  ],
  absent,
  rows,
);
