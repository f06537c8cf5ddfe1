import { z } from "zod";
import { defineCommand } from "../command.ts";
import { findOrigin, getShares, getTraffic, showOrigin } from "../traffic.ts";
import { oneArg } from "../typed.ts";

export const trafficGet = defineCommand({
  name: "traffic get",
  usage: "[origin]",
  summary: "Shows where requests go that enter in a region, or in each: declared, expected, observed",
  examples: ["meridian traffic get", "meridian traffic get eu-central --json"],
  input: z.object({ args: oneArg("origin") }),
  run: async ({ api, out }, { args: [name] }) => {
    const [traffic, shares] = await Promise.all([getTraffic(api), getShares(api)]);
    const one = name === undefined ? null : findOrigin(traffic, name);
    const origins = one ? [one] : traffic.origins;
    const ownShares = shares.origins.find(({ regionId }) => regionId === one?.regionId);
    out.answer(one ? { ...one, shares: ownShares } : { ...traffic, shares }, () => {
      for (const [index, origin] of origins.entries()) {
        if (index > 0) out.line();
        showOrigin(out, traffic, shares, origin);
      }
    });
    return 0;
  },
});
