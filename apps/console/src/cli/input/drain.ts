import { type DrainInput, DrainThen } from "@meridian/contracts/api";
import type { MemberState, Weight } from "@meridian/contracts/fleet";
import { type Command, Option } from "commander";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import type { TypedMember } from "./target.ts";
import { checkedBy } from "./typed.ts";

export type DrainOptions = { drainMinutes?: number; then?: DrainThen };
type Desired = { state: MemberState; weight: Weight; drain?: DrainInput };

const minutes = z.coerce.number("expected a number of minutes").int().min(1);

/** What a drain needs beside the state. */
export const withDrain = (command: Command) =>
  command
    .option("--drain-minutes <n>", "deadline of a drain", checkedBy(minutes))
    .addOption(new Option("--then <state>", "state after the drain").choices(DrainThen.options));

/** The state and weight to ask for. Throws CliError for a drain that begins without its end. */
export function desiredOf(
  { weight, state = "active" }: TypedMember,
  current: { state: MemberState; weight: Weight } | undefined,
  { drainMinutes, then }: DrainOptions,
): Desired {
  const next = { state, weight: weight ?? current?.weight ?? 0 };
  if (next.state !== "drain") return next;
  if (drainMinutes && then) return { ...next, drain: { minutes: drainMinutes, then } };
  if (current?.state === "drain") return next;
  throw new CliError("usage", "A drain needs its end: --drain-minutes 10 --then standby, or cordon.");
}
