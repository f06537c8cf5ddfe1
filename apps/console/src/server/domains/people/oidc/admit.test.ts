import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { GroupRule } from "../../../boot/oidc-settings.ts";
import { addRegion } from "../../../testing/fleet-fixture.ts";
import { addPerson } from "../../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { verifyAudit } from "../../audit/index.ts";
import { createToken } from "../token/tokens.ts";
import { deactivateUser, reactivateUser } from "../user/deactivate-user.ts";
import { listUsers } from "../user/list-users.ts";
import { admit } from "./admit.ts";
import type { Identity } from "./identity.ts";

const issuer = "https://id.example.com";
const rules: GroupRule[] = [
  { group: "sre", role: "operator", regions: [] },
  { group: "eu-ops", role: "operator", regions: ["eu-central"] },
  { group: "moon-ops", role: "operator", regions: ["moon"] },
  { group: "moon-lead", role: "admin", regions: ["moon"] },
  { group: "half-moon-ops", role: "approver", regions: ["moon", "eu-central"] },
  { group: "platform", role: "admin", regions: [] },
];

let ctx: TestContext;
let euId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  euId = (await addRegion(ctx, "eu-central")).id;
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  await ctx.db.user.deleteMany();
  await addPerson(ctx);
});

function comes(groups: string[], more: Partial<Identity> = {}, from = issuer): Promise<string> {
  const li = { subject: "li", name: "Li", email: "li@example.com", isEmailVerified: true };
  return admit(ctx, { identity: { ...li, groups, ...more }, issuer: from, rules });
}

const refusedAs = (problem: string) => ({ code: "FORBIDDEN", details: { problem } });
const userOf = (id: string) => ctx.db.user.findUniqueOrThrow({ where: { id } });
const newestChange = () => ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
const changeCount = () => ctx.db.change.count();

test("who comes first becomes a user with the role of their groups, in the audit log", async () => {
  const id = await comes(["sre"]);
  expect(await userOf(id)).toMatchObject({
    name: "Li",
    role: "operator",
    regionIds: [],
    emailVerified: true,
  });
  expect(await newestChange()).toMatchObject({
    kind: "user.created",
    subjectId: id,
    actorType: "system",
    actorId: "oidc",
    after: { email: "li@example.com", role: "operator", issuer: `oidc:${issuer}` },
  });
  const listed = (await listUsers(ctx.db, ctx.now())).find((user) => user.id === id);
  expect(listed).toMatchObject({ signInMethods: ["oidc"] });
});

test("each later sign-in sets role and regions by the groups of then; the same again changes nothing", async () => {
  const id = await comes(["sre"]);
  expect(await comes(["eu-ops"])).toBe(id);
  expect(await userOf(id)).toMatchObject({ role: "operator", regionIds: [euId] });
  expect(await newestChange()).toMatchObject({
    kind: "user.role-changed",
    before: { role: "operator", regionIds: [] },
    after: { role: "operator", regionIds: [euId] },
    actorId: "oidc",
  });
  const count = await changeCount();
  await comes(["eu-ops"], { name: "Another name", email: "moved@example.com", isEmailVerified: false });
  expect(await changeCount()).toBe(count);
  expect(await userOf(id)).toMatchObject({ name: "Li", email: "li@example.com" });
  expect((await verifyAudit({ ctx })).firstBroken).toBeNull();
});

test("no group that has a role: nobody is created", async () => {
  await expect(comes([])).rejects.toMatchObject(refusedAs("no-role"));
  await expect(comes(["SRE", "other"])).rejects.toMatchObject(refusedAs("no-role"));
  expect(await ctx.db.user.count()).toBe(1);
});

test("who lost every group is refused, and keeps neither role nor session nor token", async () => {
  const id = await comes(["sre"]);
  const owner = { type: "user", id, role: "operator" } as const;
  const { id: tokenId } = await createToken({
    ctx: { ...ctx, actor: owner },
    input: { name: "own", kind: "personal", role: "operator", scope: "all", regionIds: [], expiresInDays: 7 },
  });
  const times = { createdAt: ctx.now(), expiresAt: new Date(ctx.now().getTime() + 3_600_000) };
  await ctx.db.session.create({ data: { id: "s", token: "s", userId: id, ...times } });
  for (const groups of [["other"], []]) {
    await expect(comes(groups)).rejects.toMatchObject(refusedAs("no-role"));
    expect(await userOf(id)).toMatchObject({ role: "viewer", regionIds: [] });
  }
  expect(await newestChange()).toMatchObject({
    kind: "user.role-changed",
    actorId: "oidc",
    before: { role: "operator" },
    after: { role: "viewer", revoked: { sessions: 1, apiTokens: [tokenId] } },
  });
  expect(await ctx.db.session.count({ where: { userId: id } })).toBe(0);
  expect(await comes(["eu-ops"])).toBe(id);
  expect(await userOf(id)).toMatchObject({ role: "operator", regionIds: [euId] });
});

test("a user of that e-mail address who never came this way loses nothing", async () => {
  const email = "user-1@example.com";
  await addPerson(ctx, { id: "other" });
  await expect(comes(["other"], { email })).rejects.toMatchObject(refusedAs("no-role"));
  expect(await userOf("user-1")).toMatchObject({ role: "admin" });
});

test("regions that there are not limit to nothing, never to all", async () => {
  await expect(comes(["moon-ops"])).rejects.toMatchObject(refusedAs("no-role"));
  const id = await comes(["half-moon-ops"]);
  expect(await userOf(id)).toMatchObject({ role: "approver", regionIds: [euId] });
});

test("a rule whose regions there are not hides no other: the highest that gives something counts", async () => {
  const id = await comes(["moon-lead", "sre"]);
  expect(await userOf(id)).toMatchObject({ role: "operator", regionIds: [] });
  expect(await comes(["moon-lead", "eu-ops"])).toBe(id);
  expect(await userOf(id)).toMatchObject({ role: "operator", regionIds: [euId] });
  expect(await comes(["moon-lead", "moon-ops", "half-moon-ops"])).toBe(id);
  expect(await userOf(id)).toMatchObject({ role: "approver", regionIds: [euId] });
  expect(await comes(["moon-ops", "eu-ops"])).toBe(id);
  expect(await userOf(id)).toMatchObject({ role: "operator", regionIds: [euId] });
});

test("without an e-mail address nobody is created", async () => {
  await expect(comes(["sre"], { email: null })).rejects.toMatchObject(refusedAs("no-email"));
});

describe("somebody whose e-mail address has a user", () => {
  const li = "user-1@example.com";

  test("is linked to them if the issuer has verified it, and signs in by both ways", async () => {
    await addPerson(ctx, { id: "other" });
    const id = await comes(["sre"], { email: li });
    expect(id).toBe("user-1");
    expect(await userOf(id)).toMatchObject({ role: "operator" });
    const kinds = await ctx.db.change.findMany({ orderBy: { revision: "desc" }, take: 2 });
    expect(kinds.map(({ kind }) => kind)).toEqual(["user.role-changed", "user.linked"]);
    const listed = (await listUsers(ctx.db, ctx.now())).find((user) => user.id === id);
    expect(listed?.signInMethods).toEqual(["password", "oidc"]);
  });

  test("does not become them by an address that is not verified", async () => {
    const taken = refusedAs("email-taken");
    await expect(comes(["platform"], { email: li, isEmailVerified: false })).rejects.toMatchObject(taken);
    expect(await ctx.db.account.count({ where: { userId: "user-1" } })).toBe(1);
  });

  test("does not become somebody who came by that address without proof, and waited", async () => {
    await comes(["sre"], { subject: "mallory", email: "victim@example.com", isEmailVerified: false });
    const victim = comes(["platform"], { subject: "victim", email: "victim@example.com" });
    await expect(victim).rejects.toMatchObject(refusedAs("email-taken"));
  });

  test("stays apart from the same subject of another issuer", async () => {
    const id = await comes(["sre"]);
    const elsewhere = comes(["platform"], { email: "x@example.com" }, "https://other.example.com");
    expect(await elsewhere).not.toBe(id);
  });
});

test("who is deactivated stays out, linked or not, and comes back with the groups of then", async () => {
  const id = await comes(["platform"]);
  await deactivateUser({ ctx, input: { userId: id, reason: "left" } });
  await expect(comes(["platform"])).rejects.toMatchObject(refusedAs("deactivated"));
  const linking = comes(["platform"], { subject: "new", email: "li@example.com" });
  await expect(linking).rejects.toMatchObject(refusedAs("deactivated"));
  await reactivateUser({ ctx, input: { userId: id } });
  await comes(["sre"]);
  expect(await userOf(id)).toMatchObject({ role: "operator", deactivatedAt: null });
});

describe("the last active administrator", () => {
  test.each([[["sre"]], [["eu-ops"]], [[]]])("keeps the role in the groups %j", async (groups) => {
    const id = await comes(["platform"]);
    const other = { ...ctx, actor: { type: "user", id, role: "admin" } as const };
    await deactivateUser({ ctx: other, input: { userId: "user-1", reason: "left" } });
    const count = await changeCount();
    expect(await comes(groups)).toBe(id);
    expect(await userOf(id)).toMatchObject({ role: "admin", regionIds: [] });
    expect(await changeCount()).toBe(count);
  });

  test("loses it once there is another", async () => {
    const id = await comes(["platform"]);
    await comes(["sre"]);
    expect(await userOf(id)).toMatchObject({ role: "operator" });
  });
});

test("two tabs that come at once make one user", async () => {
  const ids = await Promise.all([comes(["sre"]), comes(["sre"]), comes(["sre"])]);
  expect(new Set(ids).size).toBe(1);
  expect(await ctx.db.account.count({ where: { accountId: "li" } })).toBe(1);
});
