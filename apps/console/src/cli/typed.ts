import { Precision, Reason } from "@meridian/contracts/fleet";
import { z } from "zod";

/** Checks of what several commands take. */
export const reason = z.string({ error: 'say why: --reason "…"' }).pipe(Reason);
export const reasonText = { value: "text", text: "why; kept in the audit log" };
export const precision = Precision.optional();

/** No arguments. */
export const noArgs = z.array(z.string()).max(0, "expected no arguments");
/** One argument at most. */
export const oneArg = (what: string) => z.array(z.string()).max(1, `expected one ${what} at most`);

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
