import { Precision, Reason } from "@meridian/contracts/fleet";
import { RevisionString } from "@meridian/contracts/ids";
import { InvalidArgumentError, Option } from "commander";
import { z } from "zod";

/** Parses one option or argument by a schema; what is wrong is said by commander, with the name of the option. */
export function checkedBy<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join("; "));
  };
}

/** As `checkedBy`, for an argument that comes more than once. */
export function eachCheckedBy<T>(schema: z.ZodType<T>): (text: string, before: T[] | undefined) => T[] {
  const parse = checkedBy(schema);
  return (text, before = []) => [...before, parse(text)];
}

/** Members with commas between them. */
export const listOf = <T>(member: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(member));

/** Why a change is made; some commands do without. */
export function reasonOption({ isRequired = true } = {}): Option {
  const option = new Option("--reason <text>", "why; kept in the audit log").makeOptionMandatory(isRequired);
  return isRequired ? option.argParser(checkedBy(Reason)) : option;
}

/** The revision that a change rests on; without it, the one that the command finds. */
export const ifRevisionOption = (what: string) =>
  new Option(
    "--if-revision <revision>",
    `only if ${what} is still at this revision; default: the one it has now`,
  ).argParser(checkedBy(RevisionString));

export const precisionOption = () =>
  new Option("--precision <precision>", "default: the version's preferred one").choices(Precision.options);

const unitSeconds = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of `90s`, `2m` or `1h`. */
export const duration = z
  .string()
  .regex(/^\d+[smh]$/, "expected a time like 90s, 2m or 1h")
  .transform((text) => Number(text.slice(0, -1)) * unitSeconds[text.slice(-1) as keyof typeof unitSeconds]);

/** A share, 0–1, of `1%` or `0.5%`. */
export const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?%$/, "expected a percentage like 1% or 0.5%")
  .transform((text) => Number(text.slice(0, -1)) / 100)
  .pipe(z.number().max(1, "expected 100% at most"));
