import { MemberState, Weight } from "@meridian/contracts/fleet";
import { z } from "zod";

/** What was typed of one region or node; what is left out stays as it is. */
export type TypedMember = { name: string; weight?: number; state?: MemberState };

const form = "expected <name>=<weight>, <name>=<weight>:<state> or <name>=<state>";
const states = MemberState.options.join("|");
const pattern = new RegExp(`^([a-z0-9.-]+)=(?:(\\d{1,5})(?::(${states}))?|(${states}))$`);

/** `eu-central=10`, which makes it active, `eu-central=10:standby` or `eu-central=cordon`. */
export const target = z.string().transform((text, ctx): TypedMember => {
  const [, name, weight, stateBeside, stateAlone] = pattern.exec(text) ?? [];
  if (name === undefined) {
    ctx.addIssue(`${text}: ${form}, with a state of ${MemberState.options.join(", ")}`);
    return z.NEVER;
  }
  if (weight === undefined) return { name, state: MemberState.parse(stateAlone) };
  const checked = Weight.safeParse(Number(weight));
  if (!checked.success) {
    ctx.addIssue(`${text}: expected a weight of 0 to 1000`);
    return z.NEVER;
  }
  return { name, weight: checked.data, state: MemberState.parse(stateBeside ?? "active") };
});
