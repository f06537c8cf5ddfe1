import { z } from "zod";

/** A number as it is typed. Blank is not 0: it is no number, like any other text. */
export const NumberText = z.string().transform((text) => (text.trim() === "" ? Number.NaN : Number(text)));
