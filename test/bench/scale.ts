import { parseArgs } from "node:util";
import { report } from "./lib/report.ts";
import { hubAtScale } from "./scale/hub.ts";
import { pickTimes } from "./scale/picks.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean" },
    quick: { type: "boolean" },
    nodes: { type: "string" },
    gateways: { type: "string" },
  },
});

const [nodes, gateways, regions, seconds] = options.quick ? [100, 10, 5, 10] : [1000, 100, 10, 30];
const { checks, rows } = await hubAtScale({
  nodes: Number(options.nodes ?? nodes),
  gateways: Number(options.gateways ?? gateways),
  ...{ regions, seconds },
});
report("scale", [...pickTimes(1000), ...checks], [], rows);
