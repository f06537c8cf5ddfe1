import { CreateApiKeyInput } from "@meridian/contracts/api";
import { GatewaySnapshot } from "@meridian/contracts/wire";
import { inTransaction, nextRevision, type Prisma } from "@meridian/db";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import { acquireLease, type Lease } from "../../../loops/lease.ts";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { addPerson } from "../../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { deactivateUser } from "../../people/index.ts";
import { hashSecret } from "../../secret-hash.ts";
import { findSnapshot, refreshSnapshots } from "../../snapshot/index.ts";
import { askForKeys, openToAll } from "../client-access.ts";
import { createApiKey, revokeApiKey, updateApiKey } from "./api-keys.ts";
import { expireApiKeys } from "./expire-keys.ts";
import { listApiKeys } from "./list-api-keys.ts";
import { recordKeyUse } from "./record-key-use.ts";

const dayMs = 86_400_000;
const regionIds: Record<string, string> = {};
const gateways: Record<string, string> = {};

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await addPerson(ctx);
  for (const region of ["cn-east", "eu-central"]) {
    regionIds[region] = (await addRegion(ctx, region)).id;
    gateways[region] = (await addAgent(ctx, { region, role: "gateway", name: `${region}-gateway` })).agentId;
  }
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "cn-east-node-1" });
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  await ctx.db.apiKey.deleteMany();
  await ctx.db.setting.deleteMany();
});

const create = (input: Partial<z.input<typeof CreateApiKeyInput>> = {}) =>
  createApiKey({ ctx, input: CreateApiKeyInput.parse({ name: "parcel sorting", ...input }) });
const one = async (id: string) => (await listApiKeys(ctx)).find((key) => key.id === id);

/** What the gateway of a region is told of clients' keys. */
async function toldTo(region: string) {
  // As a change would: rows that a test deletes are none.
  await inTransaction(ctx.db, nextRevision);
  await refreshSnapshots(ctx.db, () => "bearer-of-a-node-0000");
  const found = await findSnapshot(ctx.db, gateways[region] ?? "");
  return GatewaySnapshot.parse(JSON.parse(found?.envelope.body ?? "")).clientKeys;
}

test("a key is told once; gateways and the list know its hash and its beginning alone", async () => {
  const { id, key, expiresAt } = await create({ requestsPerSecond: 5, addressesPerDay: 100 });
  expect(key).toMatch(/^mak_[\w-]{43}$/);
  expect(expiresAt).toBeNull();
  expect(await one(id)).toMatchObject({
    ...{ name: "parcel sorting", prefix: key.slice(0, 10), state: "active", lastUsedAt: null },
    ...{ requestsPerSecond: 5, addressesPerDay: 100, createdByName: "user-1" },
  });
  const told = await toldTo("cn-east");
  expect(told).toMatchObject({ isAsked: false, keys: [{ id, hash: hashSecret(key), requestsPerSecond: 5 }] });
  const everything = JSON.stringify(
    [await listApiKeys(ctx), told, await changesOf(id)],
    (_key, value: unknown) => (typeof value === "bigint" ? "" : value),
  );
  expect(everything).not.toContain(key);
});

test("while there is none and nobody is asked for one, snapshots say nothing of keys", async () => {
  expect(await toldTo("cn-east")).toBeUndefined();
  await askForKeys({ ctx, input: { reason: "all have keys" } });
  expect(await toldTo("cn-east")).toEqual({ isAsked: true, keys: [] });
  await openToAll({ ctx, input: { reason: "second thoughts" } });
  expect(await toldTo("cn-east")).toBeUndefined();
});

test("a key for one region is told to its gateways alone, which share its limits", async () => {
  const everywhere = await create();
  const local = await create({ name: "local", regionIds: [regionIds["cn-east"] ?? ""] });
  const keys = async (region: string) =>
    (await toldTo(region))?.keys.map(({ id, gateways: sharing }) => [id, sharing]).sort();
  expect(await keys("cn-east")).toEqual(
    [
      [everywhere.id, 2],
      [local.id, 1],
    ].sort(),
  );
  expect(await keys("eu-central")).toEqual([[everywhere.id, 2]]);
  // A gateway that is away answers nobody: the others grant its part.
  const away = (unlistedAt: Date | null) =>
    ctx.db.agent.update({ where: { id: gateways["eu-central"] ?? "" }, data: { unlistedAt } });
  await away(ctx.now());
  expect(await keys("cn-east")).toContainEqual([everywhere.id, 1]);
  await away(null);
  await expect(create({ regionIds: ["rg_none"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("what is changed is in the next snapshot; what is left out stays, and no change is no change", async () => {
  const { id } = await create({ requestsPerSecond: 5, scopes: ["parse"] });
  await updateApiKey({ ctx, input: { keyId: id, requestsPerSecond: 7 } });
  expect((await toldTo("cn-east"))?.keys).toMatchObject([{ requestsPerSecond: 7, scopes: ["parse"] }]);
  await updateApiKey({ ctx, input: { keyId: id, requestsPerSecond: 7 } });
  const changes = await changesOf(id);
  expect(changes.map(({ kind }) => kind)).toEqual(["api-key.created", "api-key.updated"]);
  expect(changes[1]).toMatchObject({ before: { requestsPerSecond: 5 }, after: { requestsPerSecond: 7 } });
});

test("a revoked key is in no snapshot any more, and cannot be changed back", async () => {
  const { id } = await create();
  await revokeApiKey({ ctx, input: { keyId: id, reason: "seen in a log" } });
  await revokeApiKey({ ctx, input: { keyId: id } });
  expect(await toldTo("cn-east")).toBeUndefined();
  expect(await one(id)).toMatchObject({ state: "revoked", revokedAt: ctx.now() });
  expect((await changesOf(id)).map(({ kind, reason }) => [kind, reason])).toEqual([
    ["api-key.created", null],
    ["api-key.revoked", "seen in a log"],
  ]);
  const changed = updateApiKey({ ctx, input: { keyId: id, name: "again" } });
  await expect(changed).rejects.toMatchObject({ details: { rule: "api-key-active" } });
  for (const verb of [revokeApiKey, updateApiKey]) {
    await expect(verb({ ctx, input: { keyId: "ak_none" } })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});

test("a key ends at its time by the database's clock, which gateways are told of", async () => {
  const lease = await leaseOf("api-keys");
  const { id } = await create({ expiresInDays: 7 });
  ctx.advance(7 * dayMs - 1);
  await expireApiKeys(ctx, lease);
  expect((await toldTo("cn-east"))?.keys).toHaveLength(1);
  ctx.advance(1);
  await expireApiKeys(ctx, lease);
  await expireApiKeys(ctx, lease);
  expect(await toldTo("cn-east")).toBeUndefined();
  expect((await one(id))?.state).toBe("expired");
  expect((await changesOf(id)).map(({ kind }) => kind)).toEqual(["api-key.created", "api-key.expired"]);
});

test("a key outlasts who made it", async () => {
  await addPerson(ctx, { id: "wang" });
  const actor = { type: "user", id: "wang", role: "admin" } as const;
  const { id } = await createApiKey({
    ctx: { ...ctx, actor },
    input: CreateApiKeyInput.parse({ name: "parcel sorting" }),
  });
  await deactivateUser({ ctx, input: { userId: "wang", reason: "left" } });
  expect(await one(id)).toMatchObject({ state: "active", createdByName: "wang" });
  expect((await toldTo("cn-east"))?.keys).toHaveLength(1);
});

test("its newest use is kept, whatever order uses come in; ids of no key are nobody's", async () => {
  const { id } = await create();
  const at = (ms: number) => new Date(ctx.now().getTime() + ms);
  await recordKeyUse(ctx.db, [
    { keyId: id, at: at(5000) },
    { keyId: "ak_none", at: at(0) },
  ]);
  await recordKeyUse(ctx.db, [{ keyId: id, at: at(1000) }]);
  expect((await one(id))?.lastUsedAt).toEqual(at(5000));
});

test("there are no more than gateways can be told of", async () => {
  const { id } = await create();
  const row = (await ctx.db.apiKey.findUniqueOrThrow({ where: { id } })) as Prisma.ApiKeyCreateManyInput;
  const others = Array.from({ length: 999 }, (_, i) => ({ ...row, id: `ak_${i}`, keyHash: `${i}` }));
  await ctx.db.apiKey.createMany({ data: others });
  await expect(create()).rejects.toMatchObject({ details: { rule: "api-keys-max", limit: 1000 } });
  await revokeApiKey({ ctx, input: { keyId: "ak_1" } });
  await create();
});

function changesOf(id: string) {
  return ctx.db.change.findMany({ where: { subjectId: id }, orderBy: { revision: "asc" } });
}

async function leaseOf(name: string): Promise<Lease> {
  const lease = await acquireLease(ctx.db, { name, holder: "test", ttlMs: 60_000 });
  if (!lease) throw new Error("expected the lease");
  return lease;
}
