import { Command } from "commander";
import { examples, type OnSession } from "../../session.ts";
import { findOrigin, getShares, getTraffic, showOrigin } from "../../traffic.ts";

export const trafficGet = (onSession: OnSession) =>
  new Command("get")
    .description("Shows each origin's shares: declared, expected and observed")
    .argument("[origin]", "the region where requests enter; default: all")
    .addHelpText("after", examples("meridian traffic get", "meridian traffic get eu-central --json"))
    .action(
      onSession(async ({ api, out }, name: string | undefined) => {
        const [traffic, shares] = await Promise.all([getTraffic(api), getShares(api)]);
        const one = name === undefined ? null : findOrigin(traffic, name);
        const ownShares = shares.origins.find(({ regionId }) => regionId === one?.regionId);
        out.answer(one ? { ...one, shares: ownShares } : { ...traffic, shares }, () => {
          for (const [index, origin] of (one ? [one] : traffic.origins).entries()) {
            if (index > 0) out.line();
            showOrigin(out, traffic, shares, origin);
          }
        });
        return 0;
      }),
    );
