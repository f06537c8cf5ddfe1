import { AppError } from "@meridian/contracts/errors";
import type { Presence } from "@meridian/contracts/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { refreshSnapshots } from "../../snapshot/index.ts";
import { archiveAgent } from "./archive-agent.ts";
import { createEnrolmentToken } from "./create-enrolment-token.ts";
import { listAgentEntries } from "./list-agent-entries.ts";
import { listEnrolmentTokens } from "./list-enrolment-tokens.ts";
import { renameAgent } from "./rename-agent.ts";
import { revokeEnrolmentToken } from "./revoke-enrolment-token.ts";
import { verifyCredential } from "./credential.ts";

let ctx: TestContext;
let regionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  regionId = (await addRegion(ctx, "cn-east")).id;
});
afterAll(() => ctx.database.drop());

async function refusalOf(work: Promise<unknown>): Promise<Pick<AppError, "code" | "details">> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error("expected an AppError", { cause: error });
  return { code: error.code, details: error.details };
}

const newestChange = () => ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });

/** An agent that reports to be ready, as one that serves does. */
async function readyAgent(name: string, role: "inference" | "gateway") {
  const agent = await addAgent(ctx, { region: "cn-east", role, name });
  const effective = { role, isReady: true, tableHash: null, limits: {}, slots: [], defaultDigest: null };
  await ctx.db.agentObserved.create({ data: { agentId: agent.agentId, effective } });
  return agent;
}

/** The hub's side: how it sees all agents, and whom it was told to disconnect. */
function linked(presence: Presence) {
  const closed: string[] = [];
  const agents = {
    presenceOf: () => presence,
    disconnect: (id: string, why: string) => void closed.push(`${id} ${why}`),
  };
  return { ctx: { ...ctx, agents }, closed };
}

test("a name belongs to one agent of its region", async () => {
  const { agentId } = await readyAgent("node-1", "inference");
  await readyAgent("node-2", "inference");
  const taken = renameAgent({ ctx, input: { agentId, name: "node-2" } });
  expect(await refusalOf(taken)).toEqual({
    code: "CONFLICT",
    details: { rule: "name-free", name: "node-2" },
  });
  await renameAgent({ ctx, input: { agentId, name: "node-3" } });
  const renamed = { kind: "agent.renamed", before: { name: "node-1" }, after: { name: "node-3" } };
  expect(await newestChange()).toMatchObject(renamed);
  const unknown = renameAgent({ ctx, input: { agentId: "ag_nobody", name: "node-4" } });
  expect((await refusalOf(unknown)).code).toBe("NOT_FOUND");
});

test.each([
  ["inference", "active", "live", "node-without-traffic"],
  ["inference", "cordon", "live", null],
  ["inference", "standby", "live", null],
  ["inference", "active", "stale", "node-without-traffic"],
  ["inference", "active", "offline", null],
  ["gateway", "active", "live", "gateway-stopped"],
  ["gateway", "active", "offline", null],
] as const)("archiving a ready %s in %s that is %s: %s", async (role, state, presence, rule) => {
  const agent = await readyAgent(`${role}-${state}-${presence}`, role);
  await ctx.db.agent.update({ where: { id: agent.agentId }, data: { state } });
  const link = linked(presence);
  const input = { agentId: agent.agentId, reason: "replaced" };
  const entry = (await listAgentEntries(link.ctx)).find(({ id }) => id === agent.agentId);
  expect(entry).toMatchObject({ regionName: "cn-east", presence, archiveBlock: rule });

  const work = archiveAgent({ ctx: link.ctx, input });
  if (rule) {
    expect(await refusalOf(work)).toEqual({ code: "REFUSED_BY_RULE", details: { rule } });
    expect(link.closed).toEqual([]);
    return;
  }
  await work;
  expect(link.closed).toEqual([`${agent.agentId} archived`]);
  const change = { kind: "agent.archived", subjectId: agent.agentId, reason: "replaced" };
  expect(await newestChange()).toMatchObject(change);
  expect((await refusalOf(verifyCredential(ctx.db, agent))).code).toBe("UNAUTHENTICATED");
  expect((await refusalOf(archiveAgent({ ctx: link.ctx, input }))).code).toBe("NOT_FOUND");
});

test("an archived node is gone from the gateways' snapshots", async () => {
  const gateway = await readyAgent("gw-9", "gateway");
  const node = await readyAgent("node-9", "inference");
  const tableOf = async () => {
    await refreshSnapshots(ctx.db, ({ id }) => id);
    return (await ctx.db.agentSnapshot.findUniqueOrThrow({ where: { agentId: gateway.agentId } })).body;
  };
  expect(await tableOf()).toContain(node.agentId);
  await archiveAgent({ ctx: linked("never").ctx, input: { agentId: node.agentId, reason: "replaced" } });
  expect(await tableOf()).not.toContain(node.agentId);
});

test("open tokens are listed until they are used, revoked or expired; the secret is told once, with its command", async () => {
  const make = (name: string, expiresInMs = 60_000) =>
    createEnrolmentToken({
      ctx,
      input: { regionId, role: "gateway", name, state: "active", weight: 100, expiresInMs },
    });
  const first = await make("gw-a", 1000);
  const second = await make("gw-b");
  expect(second.command).toContain("MERIDIAN_CONSOLE_URL=http://console.test \\\n");
  expect(second.command).toContain(second.token);
  expect(second.command).toMatch(
    /DATA_DIR=\.meridian\/agents\/gw-b \\\n {2}node apps\/node-agent\/bin\/meridian-agent\.js --role gateway$/,
  );

  const open = await listEnrolmentTokens({ ctx });
  expect(open.map(({ id }) => id).toSorted()).toEqual([first.id, second.id].toSorted());
  expect(open).toContainEqual(
    expect.objectContaining({ name: "gw-b", regionName: "cn-east", role: "gateway" }),
  );
  expect(JSON.stringify(open)).not.toContain(second.token);

  ctx.advance(1000);
  expect((await listEnrolmentTokens({ ctx })).map(({ id }) => id)).toEqual([second.id]);
  const revoke = () => revokeEnrolmentToken({ ctx, input: { tokenId: second.id } });
  await revoke();
  expect(await newestChange()).toMatchObject({ kind: "enrolment-token.revoked", subjectId: second.id });
  expect(await listEnrolmentTokens({ ctx })).toEqual([]);
  expect((await refusalOf(revoke())).code).toBe("NOT_FOUND");
});

test("a used token cannot be revoked, and one for an unknown region is not made", async () => {
  await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw-used" });
  const { id: tokenId } = await ctx.db.enrolmentToken.findFirstOrThrow({ where: { agentName: "gw-used" } });
  const used = revokeEnrolmentToken({ ctx, input: { tokenId } });
  expect(await refusalOf(used)).toEqual({
    code: "REFUSED_BY_RULE",
    details: { rule: "token-unused" },
  });
  const input = {
    regionId: "rg_nowhere",
    role: "gateway",
    state: "active",
    weight: 1,
    expiresInMs: 1000,
  } as const;
  expect((await refusalOf(createEnrolmentToken({ ctx, input }))).code).toBe("NOT_FOUND");
});
