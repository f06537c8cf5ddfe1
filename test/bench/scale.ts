import { parseArgs } from "node:util";
import { report } from "./lib/report.ts";
import { hubAtScale } from "./scale/hub.ts";
import { pickTimes } from "./scale/picks.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" } },
});

const { checks, rows } = await hubAtScale(
  options.quick
    ? { nodes: 100, gateways: 10, regions: 5, seconds: 10 }
    : { nodes: 1000, gateways: 100, regions: 10, seconds: 30 },
);
report("scale", [...pickTimes(1000), ...checks], [], rows);
