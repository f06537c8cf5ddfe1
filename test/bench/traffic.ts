import { benchCommand } from "./lib/bench-command.ts";
import { report } from "./lib/report.ts";
import { applyTimes } from "./traffic/apply.ts";
import { staticStability } from "./traffic/static.ts";

const options = benchCommand(
  "traffic",
  "From a commit to the tables of all gateways, and a fleet without its console.",
)
  .option("--quick", "10 gateways, 20 s without a console")
  .parse()
  .opts<{ quick?: true }>();

const [gateways, changes, awaySeconds] = options.quick ? [10, 5, 20] : [100, 20, 60];
report("traffic", [...(await applyTimes(gateways, changes)), ...(await staticStability(awaySeconds))]);
