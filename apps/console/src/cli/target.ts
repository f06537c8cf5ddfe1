import { TargetState, Weight } from "@meridian/contracts/fleet";
import { z } from "zod";

/** What was typed of one region; what is left out stays as it is. */
export type TypedTarget = { region: string; weight?: number; state?: TargetState };

const form = "expected <region>=<weight>, <region>=<weight>:<state> or <region>=<state>";
const states = TargetState.options.join("|");
const pattern = new RegExp(`^([a-z0-9-]+)=(?:(\\d{1,5})(?::(${states}))?|(${states}))$`);

/** `eu-central=10`, which makes it active, `eu-central=10:standby` or `eu-central=cordon`. */
export const target = z.string().transform((text, ctx): TypedTarget => {
  const [, region, weight, stateBeside, stateAlone] = pattern.exec(text) ?? [];
  if (region === undefined) {
    ctx.addIssue(`${text}: ${form}, with a state of ${TargetState.options.join(", ")}`);
    return z.NEVER;
  }
  if (weight === undefined) return { region, state: TargetState.parse(stateAlone) };
  const checked = Weight.safeParse(Number(weight));
  if (!checked.success) {
    ctx.addIssue(`${text}: expected a weight of 0 to 1000`);
    return z.NEVER;
  }
  return { region, weight: checked.data, state: TargetState.parse(stateBeside ?? "active") };
});
