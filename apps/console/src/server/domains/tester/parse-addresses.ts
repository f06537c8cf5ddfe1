import type { TestParseInput, TestParseResult } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { AgentLink } from "../agent-link.ts";
import type { ServiceContext, Verb } from "../context.ts";

const deadlineMs = 10_000;
/** The agent answers by its deadline; only a broken link takes longer. */
const linkGraceMs = 2_000;

export type TesterContext = ServiceContext & { agents: AgentLink };

/**
 * Parses addresses through a region's newest live gateway, over the gateway's own control link.
 * Throws NOT_FOUND for an unknown region, UNAVAILABLE when none of its gateways is live.
 */
export async function parseAddresses({
  ctx,
  input,
}: Verb<TestParseInput, TesterContext>): Promise<TestParseResult> {
  const gateway = await findGateway(ctx, input.regionId);
  const { requestId } = ctx;
  const { regionId: _, ...asked } = input;
  const startedMs = performance.now();
  const ack = await ctx.agents.request(
    gateway.id,
    { kind: "parse", requestId, ...asked, deadlineMs },
    deadlineMs + linkGraceMs,
  );
  return { ...ack, requestId, viaGateway: gateway, roundTripMs: performance.now() - startedMs };
}

async function findGateway(ctx: TesterContext, regionId: string): Promise<{ id: string; name: string }> {
  const region = await ctx.db.region.findFirst({ where: { id: regionId, archivedAt: null } });
  if (!region) throw new AppError("NOT_FOUND", "There is no such region.", { details: { regionId } });
  const gateways = await ctx.db.agent.findMany({
    where: { regionId, role: "gateway", archivedAt: null },
    orderBy: { createdAt: "desc" },
    select: { id: true, name: true },
  });
  const live = gateways.find(({ id }) => ctx.agents.isConnected(id) && ctx.agents.presenceOf(id) === "live");
  if (live) return live;
  throw new AppError("UNAVAILABLE", `No gateway of ${region.name} is live.`, {
    details: { region: region.name },
  });
}
