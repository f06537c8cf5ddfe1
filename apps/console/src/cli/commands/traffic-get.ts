import { z } from "zod";
import { defineCommand } from "../command.ts";
import { findOrigin, getTraffic, showOrigin } from "../traffic.ts";
import { oneArg } from "../typed.ts";

export const trafficGet = defineCommand({
  name: "traffic get",
  usage: "[origin]",
  summary: "Shows where requests go that enter in a region, or in each",
  examples: ["meridian traffic get", "meridian traffic get eu-central --json"],
  input: z.object({ args: oneArg("origin") }),
  run: async ({ api, out }, { args: [name] }) => {
    const traffic = await getTraffic(api);
    const origins = name === undefined ? traffic.origins : [findOrigin(traffic, name)];
    out.answer(name === undefined ? traffic : origins[0], () => {
      for (const [index, origin] of origins.entries()) {
        if (index > 0) out.line();
        showOrigin(out, traffic, origin);
      }
    });
    return 0;
  },
});
