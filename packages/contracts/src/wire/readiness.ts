import { z } from "zod";

/** What a node answers to `GET /readyz`; with status 503 it cannot take requests, and says why. */
export const Readiness = z.object({
  isReady: z.boolean(),
  reason: z.string().nullable(),
  /** Versions that requests may ask for, by name or digest; a node of before names none. */
  versions: z
    .array(z.object({ name: z.string().max(100), digest: z.string().max(100) }))
    .max(64)
    .optional(),
});
export type Readiness = z.infer<typeof Readiness>;
