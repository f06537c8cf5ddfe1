import { GatewaySnapshot, InferenceSnapshot } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { addPerson } from "../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { hashSecret } from "../secret-hash.ts";
import { findSnapshot, refreshSnapshots } from "../snapshot/index.ts";
import {
  createScrapeToken,
  listScrapeTokens,
  revokeScrapeToken,
  scrapeTokenHashes,
} from "./scrape-tokens.ts";

let ctx: TestContext;
let gateway = "";
let node = "";
beforeAll(async () => {
  ctx = await createTestContext();
  await addPerson(ctx);
  await addRegion(ctx, "cn-east");
  gateway = (await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" })).agentId;
  node = (await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" })).agentId;
});
afterAll(() => ctx.database.drop());

/** The hashes that both roles are told. */
async function told() {
  await refreshSnapshots(ctx.db, () => "bearer-of-a-node-0000");
  const bodyOf = async (id: string): Promise<unknown> =>
    JSON.parse((await findSnapshot(ctx.db, id))?.envelope.body ?? "");
  return [
    GatewaySnapshot.parse(await bodyOf(gateway)).scrapeTokens,
    InferenceSnapshot.parse(await bodyOf(node)).scrapeTokens,
  ];
}

test("a token is told once; agents of both roles get its hash, and forget it with its end", async () => {
  expect(await told()).toEqual([undefined, undefined]);
  const { id, token } = await createScrapeToken({ ctx });
  expect(token).toMatch(/^mst_[\w-]{43}$/);
  expect(await told()).toEqual([[hashSecret(token)], [hashSecret(token)]]);
  expect(await listScrapeTokens(ctx.db)).toEqual([
    { id, prefix: token.slice(0, 10), createdByName: "user-1", createdAt: ctx.now() },
  ]);
  await revokeScrapeToken({ ctx, input: { tokenId: id, reason: "another Prometheus" } });
  await revokeScrapeToken({ ctx, input: { tokenId: id } });
  expect(await told()).toEqual([undefined, undefined]);
  expect(await listScrapeTokens(ctx.db)).toEqual([]);
  const changes = await ctx.db.change.findMany({ where: { subjectId: id }, orderBy: { revision: "asc" } });
  expect(changes.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["scrape-token.created", null],
    ["scrape-token.revoked", "another Prometheus"],
  ]);
});

test("two are valid at once, so that one can take the other's place", async () => {
  const first = await createScrapeToken({ ctx });
  const second = await createScrapeToken({ ctx });
  await expect(createScrapeToken({ ctx })).rejects.toMatchObject({ details: { rule: "scrape-tokens-max" } });
  expect((await scrapeTokenHashes(ctx.db)).sort()).toEqual(
    [hashSecret(first.token), hashSecret(second.token)].sort(),
  );
  await revokeScrapeToken({ ctx, input: { tokenId: first.id } });
  expect(await scrapeTokenHashes(ctx.db)).toEqual([hashSecret(second.token)]);
  const unknown = revokeScrapeToken({ ctx, input: { tokenId: "st_none" } });
  await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
});
