import { z } from "zod";

/** A number as it is typed. Blank is not 0: it is no number, like any other text. */
export const NumberText = z.string().transform((text) => (text.trim() === "" ? Number.NaN : Number(text)));

/** A whole number from 0 as it is typed, null for anything else. Full-width digits, as a Chinese keyboard types them, are digits. */
export function parseWhole(text: string): number | null {
  const digits = text.normalize("NFKC").trim();
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
