import { addedLatency } from "./gateway/added-latency.ts";
import { shareError } from "./gateway/share-error.ts";
import { Upstream } from "./gateway/upstream.ts";
import { benchCommand } from "./lib/bench-command.ts";
import { missing } from "./lib/foreign-server.ts";
import { report } from "./lib/report.ts";

const options = benchCommand("gateway", "A gateway beside nginx and HAProxy on the same connections.")
  .option("--quick", "three short rounds, for a first look")
  .parse()
  .opts<{ quick?: true }>();

const names = ["added_p50_over_nginx", "added_p99_over_nginx", "rps_over_nginx", "share_error_points"];
const reason = missing("nginx", "haproxy", "wrk");
if (reason !== null) {
  report(
    "gateway",
    [],
    names.map((name) => ({ name: `gateway.${name}`, reason })),
  );
  process.exitCode = 1;
} else {
  const upstream = await Upstream.start();
  try {
    const pace = options.quick ? { rounds: 3, seconds: 1 } : { rounds: 7, seconds: 4 };
    const { checks, rows } = await addedLatency(upstream, pace);
    report("gateway", [...checks, await shareError(upstream, options.quick ? 5000 : 50_000)], [], rows);
  } finally {
    await upstream.stop();
  }
}
