import type { Weighed } from "@meridian/contracts/routing";
import { movingTotal } from "./move-weight.ts";

/** A weight as typed, `90`, or as a share of the whole, `90%`; null for anything else. */
export function parseWeight(text: string, targets: readonly Weighed[]): number | null {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const total = movingTotal(targets);
  const weight = percent ? (Number(digits) * total) / 100 : Number(digits);
  return Math.round(Math.min(weight, total));
}
