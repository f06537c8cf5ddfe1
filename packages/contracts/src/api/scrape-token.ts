import { z } from "zod";
import { EndingReason } from "../fleet.ts";
import { AnyId } from "../text.ts";

/** One in use, and one that takes its place. */
export const scrapeTokensMax = 2;

export const ScrapeTokenView = z.object({
  id: z.string().describe("Token id; not the secret."),
  prefix: z.string().describe("How the secret begins, to recognise it by."),
  createdByName: z.string().describe("Name of who made it; the token does not end with them."),
  createdAt: z.date().describe("When it was made."),
});
export type ScrapeTokenView = z.infer<typeof ScrapeTokenView>;

export const ScrapeTokenCreated = z.object({
  id: z.string().describe("Token id; not the secret."),
  token: z.string().describe("The secret, shown only this once."),
});
export type ScrapeTokenCreated = z.infer<typeof ScrapeTokenCreated>;

export const RevokeScrapeTokenInput = z.object({
  tokenId: AnyId.describe("The scrape token."),
  reason: EndingReason,
});
export type RevokeScrapeTokenInput = z.infer<typeof RevokeScrapeTokenInput>;
