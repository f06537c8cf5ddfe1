import { z } from "zod";

/** A node's answer to `GET /readyz`; its status is 503 while the node cannot take requests. */
export const Readiness = z.object({
  isReady: z.boolean().describe("True when the node can take requests."),
  reason: z.string().nullable().describe("Why it cannot; null: it can."),
  versions: z
    .array(
      z.object({
        name: z.string().max(100).describe("Version name."),
        digest: z.string().max(100).describe("Version digest, sha256."),
      }),
    )
    .max(64)
    .optional()
    .describe("Versions that requests may ask for; absent from older nodes."),
});
export type Readiness = z.infer<typeof Readiness>;
