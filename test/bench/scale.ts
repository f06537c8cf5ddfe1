import { benchCommand, positive } from "./lib/bench-command.ts";
import { report } from "./lib/report.ts";
import { hubAtScale } from "./scale/hub.ts";
import { pickTimes } from "./scale/picks.ts";

const options = benchCommand("scale", "A console with a thousand simulated agents.")
  .option("--quick", "100 nodes and 10 gateways, for a few seconds")
  .option("--nodes <count>", "nodes, spread over the regions", positive)
  .option("--gateways <count>", "gateways, spread over the regions", positive)
  .parse()
  .opts<{ quick?: true; nodes?: number; gateways?: number }>();

const [nodes, gateways, regions, seconds] = options.quick ? [100, 10, 5, 10] : [1000, 100, 10, 30];
const { checks, rows } = await hubAtScale({
  nodes: options.nodes ?? nodes,
  gateways: options.gateways ?? gateways,
  ...{ regions, seconds },
});
report("scale", [...pickTimes(1000), ...checks], [], rows);
