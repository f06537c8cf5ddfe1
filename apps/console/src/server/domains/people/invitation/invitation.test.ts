import type { InviteInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { findInvitation, listInvitations } from "./find-invitation.ts";
import { invitePerson } from "./invite-person.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

const hourMs = 3_600_000;
const password = "a long enough password";

let ctx: TestContext & { baseUrl: string };
beforeAll(async () => {
  ctx = { ...(await createTestContext()), baseUrl: "http://console.test" };
});
afterAll(() => ctx.database.drop());

async function invite(email: string) {
  const { id, link, expiresAt } = await invitePerson({
    ctx,
    input: { email, role: "operator", regionIds: [] },
  });
  const token = link.replace("http://console.test/invite/", "");
  return { id, token, expiresAt };
}

const accept = (token: string, name = "Chen") => acceptInvitation({ ctx, input: { token, name, password } });

test("whoever holds the link becomes a user of its role, once", async () => {
  const { id, token, expiresAt } = await invite("chen@example.com");
  expect(token).toMatch(/^miv_[\w-]{43}$/);
  expect(expiresAt.getTime() - ctx.now().getTime()).toBe(72 * hourMs);
  expect(await findInvitation(ctx.db, token, ctx.now())).toMatchObject({
    email: "chen@example.com",
    role: "operator",
  });
  expect((await listInvitations(ctx.db, ctx.now())).map((one) => one.id)).toEqual([id]);

  expect(await accept(token)).toEqual({ email: "chen@example.com" });
  const user = await ctx.db.user.findUniqueOrThrow({ where: { email: "chen@example.com" } });
  expect(user).toMatchObject({ name: "Chen", role: "operator", deactivatedAt: null });
  await expect(accept(token)).rejects.toMatchObject({ details: { rule: "used" } });
  expect(await listInvitations(ctx.db, ctx.now())).toEqual([]);
});

test("a role that is limited to regions is so from the first sign-in on", async () => {
  const { id: regionId } = await addRegion(ctx, "eu-central");
  const input: InviteInput = { email: "eu@example.com", role: "operator", regionIds: [regionId] };
  const { link } = await invitePerson({ ctx, input });
  expect((await listInvitations(ctx.db, ctx.now()))[0]).toMatchObject({ regionIds: [regionId] });
  await accept(link.replace("http://console.test/invite/", ""));
  const user = await ctx.db.user.findUniqueOrThrow({ where: { email: "eu@example.com" } });
  expect(user.regionIds).toEqual([regionId]);
  const unknown = invitePerson({
    ctx,
    input: { email: "x@example.com", role: "viewer", regionIds: ["rg_none"] },
  });
  await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("of two who accept at once one becomes a user", async () => {
  const { token } = await invite("twice@example.com");
  const results = await Promise.allSettled([accept(token), accept(token)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await ctx.db.user.count({ where: { email: "twice@example.com" } })).toBe(1);
});

test("revoked, expired and unknown links say so", async () => {
  const revoked = await invite("revoked@example.com");
  await revokeInvitation({ ctx, input: { invitationId: revoked.id } });
  await expect(accept(revoked.token)).rejects.toMatchObject({ details: { rule: "revoked" } });
  const again = revokeInvitation({ ctx, input: { invitationId: revoked.id } });
  await expect(again).rejects.toMatchObject({ code: "NOT_FOUND" });

  const expired = await invite("expired@example.com");
  ctx.advance(72 * hourMs);
  await expect(accept(expired.token)).rejects.toMatchObject({ details: { rule: "expired" } });
  await expect(accept("miv_unknown")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("one invitation is open for a person, and none for who is here already", async () => {
  const first = await invite("once@example.com");
  const conflict = (rule: string) => ({ code: "CONFLICT", details: { rule } });
  await expect(invite("once@example.com")).rejects.toMatchObject(conflict("already-invited"));
  await revokeInvitation({ ctx, input: { invitationId: first.id } });
  const second = await invite("once@example.com");
  await accept(second.token);
  await expect(invite("once@example.com")).rejects.toMatchObject(conflict("email-taken"));
});

test("the audit log tells who was invited and came, and no secret", async () => {
  const { token } = await invite("told@example.com");
  await accept(token, "Told");
  const changes = await ctx.db.change.findMany({ orderBy: { revision: "desc" }, take: 2 });
  expect(changes.map(({ kind }) => kind)).toEqual(["user.created", "invitation.created"]);
  expect(changes[0]).toMatchObject({ actorType: "user", actorId: changes[0]?.subjectId });
  const all = JSON.stringify(await ctx.db.change.findMany({ select: { before: true, after: true } }));
  expect(all).not.toContain("miv_");
  expect(all).not.toContain(password);
});
