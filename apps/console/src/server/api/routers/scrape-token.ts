import { RevokeScrapeTokenInput, ScrapeTokenCreated, ScrapeTokenView } from "@meridian/contracts/api";
import { z } from "zod";
import { createScrapeToken, listScrapeTokens, revokeScrapeToken } from "../../domains/clients/index.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const scrapeTokenRouter = router({
  list: procedure("admin", {
    method: "GET",
    path: "/scrape-tokens",
    summary: "List tokens that open /metrics of console, gateways and nodes",
  })
    .output(z.array(ScrapeTokenView))
    .query(({ ctx }) => listScrapeTokens(ctx.db)),
  create: procedure(
    "admin",
    {
      method: "POST",
      path: "/scrape-tokens",
      makes: "/scrape-tokens",
      summary: "Make a token that opens /metrics; it is shown once",
    },
    { touches: touching.fleet },
  )
    .output(ScrapeTokenCreated)
    .mutation(({ ctx }) => createScrapeToken({ ctx })),
  revoke: procedure(
    "admin",
    {
      method: "DELETE",
      path: "/scrape-tokens/{tokenId}",
      summary: "Revoke a scrape token",
    },
    { touches: touching.fleet },
  )
    .input(RevokeScrapeTokenInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeScrapeToken({ ctx, input })),
});
