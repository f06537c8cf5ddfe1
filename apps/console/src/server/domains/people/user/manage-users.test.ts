import { randomUUID } from "node:crypto";
import type { UserRole } from "@meridian/contracts/fleet";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEnrolmentToken } from "../../fleet/index.ts";
import { addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { invitePerson } from "../invitation/invite-person.ts";
import { changePassword } from "./change-password.ts";
import { changeRole } from "./change-role.ts";
import { deactivateUser, reactivateUser } from "./deactivate-user.ts";
import { createUser } from "./user-rows.ts";
import { listUsers } from "./list-users.ts";
import { endOtherSessions, endSession, listSessions } from "./sessions.ts";
import { hashPassword, verifyPassword } from "better-auth/crypto";

const password = "a long enough password";

let ctx: TestContext;
let passwordHash = "";
beforeAll(async () => {
  ctx = await createTestContext();
  passwordHash = await hashPassword(password);
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  await ctx.db.user.deleteMany();
  await addUser("user-1", "admin");
});

async function addUser(id: string, role: UserRole): Promise<string> {
  const user = { id, name: id, email: `${id}@example.com`, role, passwordHash, emailVerified: true };
  await ctx.db.$transaction((tx) => createUser(tx, user));
  return id;
}

async function addSession(userId: string, userAgent: string | null = null): Promise<string> {
  const [createdAt, expiresAt] = [ctx.now(), new Date(ctx.now().getTime() + 3_600_000)];
  const data = { id: randomUUID(), token: randomUUID(), userId, userAgent, createdAt, expiresAt };
  return (await ctx.db.session.create({ data })).id;
}

const newestChange = () => ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
const changeCount = () => ctx.db.change.count();

test("a role is changed with its reason; the same role again changes nothing", async () => {
  const userId = await addUser("wang", "viewer");
  const input = { userId, role: "operator", reason: "takes over the night shift" } as const;
  await changeRole({ ctx, input });
  expect(await newestChange()).toMatchObject({
    kind: "user.role-changed",
    subjectId: userId,
    before: { role: "viewer" },
    after: { role: "operator" },
    reason: "takes over the night shift",
  });
  const count = await changeCount();
  await changeRole({ ctx, input });
  expect(await changeCount()).toBe(count);
});

test("the last active administrator keeps their role and their place", async () => {
  const lastAdmin = { code: "REFUSED_BY_RULE", details: { rule: "last-admin" } };
  const demote = changeRole({ ctx, input: { userId: "user-1", role: "operator" } });
  await expect(demote).rejects.toMatchObject(lastAdmin);
  const other = { ...ctx, actor: { type: "token", id: "at_1" } as const };
  const deactivate = deactivateUser({ ctx: other, input: { userId: "user-1", reason: "left" } });
  await expect(deactivate).rejects.toMatchObject(lastAdmin);

  const second = await addUser("second", "admin");
  await deactivateUser({ ctx, input: { userId: second, reason: "left" } });
  const again = changeRole({ ctx, input: { userId: "user-1", role: "operator" } });
  await expect(again).rejects.toMatchObject(lastAdmin);
});

test("an administrator of some regions alone is not another: nobody could manage users any more", async () => {
  const { id: regionId } = await addRegion(ctx, "eu-central");
  const limited = await addUser("limited", "admin");
  await changeRole({ ctx, input: { userId: limited, role: "admin", regionIds: [regionId] } });
  const lastAdmin = { code: "REFUSED_BY_RULE", details: { rule: "last-admin" } };
  for (const role of ["operator", "admin"] as const) {
    const limit = changeRole({ ctx, input: { userId: "user-1", role, regionIds: [regionId] } });
    await expect(limit).rejects.toMatchObject(lastAdmin);
  }
  await deactivateUser({ ctx, input: { userId: limited, reason: "left" } });
});

test("a role is limited to regions, keeps them when they are left out, and is freed of them", async () => {
  const { id: regionId } = await addRegion(ctx, "us-west");
  const userId = await addUser("wang", "operator");
  const regionsOf = async () => (await ctx.db.user.findUniqueOrThrow({ where: { id: userId } })).regionIds;
  await changeRole({ ctx, input: { userId, role: "operator", regionIds: [regionId] } });
  expect(await newestChange()).toMatchObject({
    kind: "user.role-changed",
    before: { role: "operator", regionIds: [] },
    after: { role: "operator", regionIds: [regionId] },
  });
  await changeRole({ ctx, input: { userId, role: "approver" } });
  expect(await regionsOf()).toEqual([regionId]);
  const count = await changeCount();
  await changeRole({ ctx, input: { userId, role: "approver", regionIds: [regionId] } });
  expect(await changeCount()).toBe(count);
  const unknown = changeRole({ ctx, input: { userId, role: "approver", regionIds: ["rg_none"] } });
  await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
  await ctx.db.region.update({ where: { id: regionId }, data: { archivedAt: ctx.now() } });
  await changeRole({ ctx, input: { userId, role: "operator", regionIds: [regionId] } });
  expect(await regionsOf(), "an archived region keeps its limit").toEqual([regionId]);
  await changeRole({ ctx, input: { userId, role: "approver", regionIds: [] } });
  expect(await regionsOf()).toEqual([]);
});

test("two administrators who demote each other at once leave one", async () => {
  await addUser("second", "admin");
  const results = await Promise.allSettled([
    changeRole({ ctx, input: { userId: "user-1", role: "viewer" } }),
    changeRole({ ctx, input: { userId: "second", role: "viewer" } }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await ctx.db.user.count({ where: { role: "admin" } })).toBe(1);
});

test("nobody deactivates themselves", async () => {
  await addUser("second", "admin");
  const work = deactivateUser({ ctx, input: { userId: "user-1", reason: "tired" } });
  await expect(work).rejects.toMatchObject({ details: { rule: "not-oneself" } });
});

test("deactivating ends every session; reactivating brings the user back as they were", async () => {
  const userId = await addUser("zhao", "approver");
  await addSession(userId);
  await deactivateUser({ ctx, input: { userId, reason: "left the team" } });
  expect(await newestChange()).toMatchObject({ kind: "user.deactivated", reason: "left the team" });
  const [, zhao] = await listUsers(ctx.db, ctx.now());
  expect(zhao).toMatchObject({ deactivatedAt: ctx.now(), lastSeenAt: null, sessions: 0 });
  await reactivateUser({ ctx, input: { userId } });
  expect(await ctx.db.user.findUnique({ where: { id: userId } })).toMatchObject({
    role: "approver",
    deactivatedAt: null,
  });
  expect((await newestChange()).kind).toBe("user.reactivated");
});

test("what an administrator of regions made to let others in does not outlast a region", async () => {
  const [kept, lost] = [await addRegion(ctx, "kept"), await addRegion(ctx, "lost")];
  const regionIds = [kept.id, lost.id];
  const made = async (id: string) => {
    await addUser(id, "admin");
    await ctx.db.user.update({ where: { id }, data: { regionIds } });
    const { id: tokenId } = await createEnrolmentToken({
      ctx: { ...ctx, actor: { type: "user", id, role: "admin" }, baseUrl: "http://console.test" },
      input: { regionId: lost.id, role: "gateway", state: "standby", weight: 1, expiresInMs: 60_000 },
    });
    return async () => (await ctx.db.enrolmentToken.findUniqueOrThrow({ where: { id: tokenId } })).revokedAt;
  };
  const moved = await made("moved");
  await changeRole({ ctx, input: { userId: "moved", role: "admin", regionIds: [...regionIds].reverse() } });
  expect(await moved()).toBeNull();
  await changeRole({ ctx, input: { userId: "moved", role: "admin", regionIds: [kept.id] } });
  expect(await moved()).toEqual(ctx.now());
  const demoted = await made("demoted-in-regions");
  await changeRole({ ctx, input: { userId: "demoted-in-regions", role: "viewer" } });
  expect(await demoted()).toEqual(ctx.now());
  const widened = await made("widened");
  await changeRole({ ctx, input: { userId: "widened", role: "admin", regionIds: [] } });
  expect(await widened()).toBeNull();
});

test("what an administrator made to let others in does not outlast them", async () => {
  const invite = (name: string) =>
    invitePerson({
      ctx: { ...ctx, actor: { type: "user", id: name, role: "admin" }, baseUrl: "http://console.test" },
      input: { email: `guest-of-${name}@example.com`, role: "admin", regionIds: [] },
    });
  for (const [name, end] of [
    ["leaver", () => deactivateUser({ ctx, input: { userId: "leaver", reason: "left" } })],
    ["demoted", () => changeRole({ ctx, input: { userId: "demoted", role: "approver" } })],
  ] as const) {
    await addUser(name, "admin");
    const { id } = await invite(name);
    const region = await addRegion(ctx, `of-${name}`);
    const enrolment = await createEnrolmentToken({
      ctx: { ...ctx, actor: { type: "user", id: name, role: "admin" }, baseUrl: "http://console.test" },
      input: { regionId: region.id, role: "inference", state: "standby", weight: 1, expiresInMs: 60_000 },
    });
    const kept = await invite("user-1").catch(() => null);
    await end();
    expect((await ctx.db.invitation.findUniqueOrThrow({ where: { id } })).revokedAt).toEqual(ctx.now());
    const token = await ctx.db.enrolmentToken.findUniqueOrThrow({ where: { id: enrolment.id } });
    expect(token.revokedAt).toEqual(ctx.now());
    expect(await newestChange()).toMatchObject({
      after: { revoked: { invitations: [id], enrolmentTokens: [enrolment.id] } },
    });
    if (kept) expect(await ctx.db.invitation.count({ where: { id: kept.id, revokedAt: null } })).toBe(1);
  }
});

test("an unknown user is not found", async () => {
  const unknown = { code: "NOT_FOUND", details: { userId: "nobody" } };
  const role = changeRole({ ctx, input: { userId: "nobody", role: "viewer" } });
  await expect(role).rejects.toMatchObject(unknown);
  const deactivate = deactivateUser({ ctx, input: { userId: "nobody", reason: "left" } });
  await expect(deactivate).rejects.toMatchObject(unknown);
});

test("sessions are listed and ended one by one, or all but one's own", async () => {
  const userId = await addUser("wu", "viewer");
  const [own, phone] = [await addSession(userId, "desk"), await addSession(userId, "phone")];
  const input = { userId, currentSessionId: own, now: ctx.now() };
  const sessions = await listSessions(ctx.db, input);
  expect(sessions.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([own]);

  const foreign = endSession({ ctx, input: { userId: "user-1", sessionId: phone } });
  await expect(foreign).rejects.toMatchObject({ code: "NOT_FOUND" });
  await endSession({ ctx, input: { userId, sessionId: phone, reason: "the phone was lost" } });
  expect(await newestChange()).toMatchObject({
    kind: "session.ended",
    subjectId: userId,
    before: { sessions: [{ id: phone, userAgent: "phone" }] },
  });
  await addSession(userId);
  await addSession(userId);
  await endOtherSessions({ ctx, input: { userId, sessionId: own } });
  expect((await listSessions(ctx.db, input)).map(({ id }) => id)).toEqual([own]);
});

test("one's own password is changed by the current one, and other sessions end", async () => {
  const userId = await addUser("sun", "viewer");
  const sessionId = await addSession(userId);
  await addSession(userId);
  const input = { userId, sessionId, currentPassword: password, newPassword: "another long password" };
  const wrong = changePassword({ ctx, input: { ...input, currentPassword: "not the password" } });
  await expect(wrong).rejects.toMatchObject({ details: { rule: "current-password" } });
  await changePassword({ ctx, input });
  const account = await ctx.db.account.findFirstOrThrow({ where: { userId } });
  expect(await verifyPassword({ hash: account.password ?? "", password: input.newPassword })).toBe(true);
  expect(await ctx.db.session.count({ where: { userId } })).toBe(1);
  const change = await newestChange();
  expect(change).toMatchObject({ kind: "user.password-changed", before: null, after: null });
});

test("guessing the current password is throttled by the minute", async () => {
  const userId = await addUser("qian", "viewer");
  const sessionId = await addSession(userId);
  const input = { userId, sessionId, currentPassword: "wrong", newPassword: "another long password" };
  const guess = () => changePassword({ ctx, input }).catch((error: { code: string }) => error.code);
  for (let tries = 0; tries < 10; tries++) expect(await guess()).toBe("REFUSED_BY_RULE");
  expect(await guess()).toBe("OVERLOADED");
  ctx.advance(60_000);
  expect(await guess()).toBe("REFUSED_BY_RULE");
});
