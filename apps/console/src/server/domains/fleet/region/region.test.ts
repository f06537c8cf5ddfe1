import { AppError } from "@meridian/contracts/errors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { createEnrolmentToken } from "../agent/create-enrolment-token.ts";
import { enrolAgent } from "../agent/enrol-agent.ts";
import { archiveRegion } from "./archive-region.ts";
import { createRegion } from "./create-region.ts";
import { listRegionEntries } from "./find-regions.ts";
import { updateRegion } from "./update-region.ts";

let ctx: TestContext;
let east = "";
let west = "";
beforeAll(async () => {
  ctx = await createTestContext();
  east = (await addRegion(ctx, "cn-east")).id;
  west = (await addRegion(ctx, "cn-west")).id;
});
afterAll(() => ctx.database.drop());

async function refusalOf(work: Promise<unknown>): Promise<Pick<AppError, "code" | "details">> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error("expected an AppError", { cause: error });
  return { code: error.code, details: error.details };
}

const newestChange = () => ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
const policyOf = (originRegionId: string) =>
  ctx.db.trafficPolicy.findUniqueOrThrow({ where: { originRegionId }, include: { members: true } });
const archive = (regionId: string) => archiveRegion({ ctx, input: { regionId, reason: "moved out" } });

test.each(["fe80::/10", "224.0.0.0/4", "169.254.0.0/16"])("%s is no network of agents", async (network) => {
  const agentNetworks = ["10.42.0.0/16", network];
  const place = { name: "new-one", label: "x", latitude: 0, longitude: 0 };
  const refused = { code: "VALIDATION", details: { fields: [{ path: "agentNetworks" }] } };
  await expect(createRegion({ ctx, input: { ...place, agentNetworks } })).rejects.toMatchObject(refused);
  await expect(updateRegion({ ctx, input: { regionId: west, agentNetworks } })).rejects.toMatchObject(
    refused,
  );
});

test("a name belongs to one region; a region may keep its own", async () => {
  const again = createRegion({ ctx, input: { name: "cn-east", label: "x", latitude: 0, longitude: 0 } });
  const taken = { code: "CONFLICT", details: { rule: "name-free", name: "cn-east" } };
  expect(await refusalOf(again)).toEqual(taken);
  const before = await newestChange();
  expect(await refusalOf(updateRegion({ ctx, input: { regionId: west, name: "cn-east" } }))).toEqual(taken);
  expect(await newestChange()).toEqual(before);

  await updateRegion({ ctx, input: { regionId: west, name: "cn-west", label: "Chengdu" } });
  expect(await newestChange()).toMatchObject({
    kind: "region.updated",
    subjectId: west,
    before: { name: "cn-west", label: "cn-west" },
    after: { name: "cn-west", label: "Chengdu", latitude: 31.23 },
  });
});

test("a region with agents stays", async () => {
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "a" });
  await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" });
  const block = { rule: "region-without-agents", agents: 2 };
  expect(await refusalOf(archive(east))).toEqual({ code: "REFUSED_BY_RULE", details: block });
  const [entry] = await listRegionEntries(ctx.db);
  expect(entry).toMatchObject({ name: "cn-east", nodes: 1, gateways: 1, archiveBlock: block });
});

test("the only active member of another origin stays; one at weight 0 is no target", async () => {
  const own = { originRegionId_regionId: { originRegionId: east, regionId: east } };
  const other = { originRegionId_regionId: { originRegionId: east, regionId: west } };
  await ctx.db.trafficMember.update({ where: own, data: { weight: 0 } });
  await ctx.db.trafficMember.update({ where: other, data: { state: "active" } });
  expect(await refusalOf(archive(west))).toEqual({
    code: "REFUSED_BY_RULE",
    details: { rule: "region-not-only-target", origins: ["cn-east"] },
  });
  await ctx.db.trafficMember.update({ where: own, data: { weight: 1 } });
});

test("an archived region is out of all policies, its tokens are worthless and its name is free", async () => {
  const input = {
    regionId: west,
    role: "gateway",
    state: "active",
    weight: 100,
    expiresInMs: 60_000,
  } as const;
  const { token } = await createEnrolmentToken({ ctx, input });
  await archive(west);

  const change = await newestChange();
  expect(change).toMatchObject({ kind: "region.archived", subjectId: west, reason: "moved out" });
  const policy = await policyOf(east);
  expect(policy.revision).toBe(change.revision);
  expect(policy.members.map(({ regionId }) => regionId)).toEqual([east]);
  expect(await ctx.db.trafficPolicy.count({ where: { originRegionId: west } })).toBe(0);
  expect((await listRegionEntries(ctx.db)).map(({ name }) => name)).toEqual(["cn-east"]);

  const advertisedUrl = "http://127.0.0.1:4001";
  const late = enrolAgent({ ctx, input: { token, role: "gateway", advertisedUrl, agentVersion: "0.1.0" } });
  expect((await refusalOf(late)).details).toEqual({ rule: "token-not-revoked" });
  expect((await refusalOf(archive(west))).code).toBe("NOT_FOUND");
  expect((await refusalOf(updateRegion({ ctx, input: { regionId: west, label: "x" } }))).code).toBe(
    "NOT_FOUND",
  );
  await addRegion(ctx, "cn-west");
});
