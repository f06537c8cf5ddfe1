import { parseArgs } from "node:util";
import { report } from "./lib/report.ts";
import { applyTimes } from "./traffic/apply.ts";
import { staticStability } from "./traffic/static.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" } },
});

const [gateways, changes, awaySeconds] = options.quick ? [10, 5, 20] : [100, 20, 60];
report("traffic", [...(await applyTimes(gateways, changes)), ...(await staticStability(awaySeconds))]);
