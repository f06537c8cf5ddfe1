import { GatewaySnapshot, InferenceSnapshot, sha256Hex } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion, urlOf } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { sharedBearer } from "./bearers/derive-bearer.ts";
import { findOtherSnapshots, findSnapshot, type StoredSnapshot } from "./find-snapshots.ts";
import { refreshSnapshots } from "./refresh-snapshots.ts";

const bearerOf = ({ id }: { id: string }) => sharedBearer("secret", { id, generation: 0 }, 0);

let ctx: TestContext;
let gateway = "";
let node = "";
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  await addRegion(ctx, "eu-central");
  gateway = (await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" })).agentId;
  node = (await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" })).agentId;
});
afterAll(() => ctx.database.drop());

async function storedSnapshot(agentId: string): Promise<StoredSnapshot> {
  const found = await findSnapshot(ctx.db, agentId);
  if (!found) throw new Error("expected a snapshot");
  return found;
}

test("a gateway sees its own region active, the others standby, and every node with its bearer", async () => {
  await refreshSnapshots(ctx.db, bearerOf);
  const { envelope } = await storedSnapshot(gateway);
  expect(envelope.sha256).toBe(await sha256Hex(envelope.body));
  const snapshot = GatewaySnapshot.parse(JSON.parse(envelope.body));
  const states = Object.fromEntries(snapshot.regions.map(({ name, state }) => [name, state]));
  expect(states).toEqual({ "cn-east": "active", "eu-central": "standby" });
  const nodes = snapshot.regions.flatMap((region) => region.nodes);
  expect(nodes).toEqual([
    expect.objectContaining({
      id: node,
      url: urlOf(node),
      bearer: bearerOf({ id: node }),
      weight: 100,
    }),
  ]);
  const own = InferenceSnapshot.parse(JSON.parse((await storedSnapshot(node)).envelope.body));
  expect(own).toMatchObject({ bearers: [bearerOf({ id: node })], models: [], defaultDigest: null });
});

test("a gateway is told of all gateways that clients may turn to", async () => {
  const gatewaysTold = async () => {
    await refreshSnapshots(ctx.db, bearerOf);
    return GatewaySnapshot.parse(JSON.parse((await storedSnapshot(gateway)).envelope.body)).gateways;
  };
  const own = { id: gateway, name: "gw", region: "cn-east", url: urlOf(gateway) };
  expect(await gatewaysTold()).toEqual([own]);
  const other = await addAgent(ctx, { region: "eu-central", role: "gateway", name: "gw-eu" });
  expect(await gatewaysTold()).toHaveLength(2);
  expect(await gatewaysTold()).toContainEqual({
    ...own,
    id: other.agentId,
    name: "gw-eu",
    region: "eu-central",
    url: urlOf(other.agentId),
  });
});

test("a snapshot keeps its revision until a change concerns the agent itself", async () => {
  await refreshSnapshots(ctx.db, bearerOf);
  const [gatewayBefore, nodeBefore] = [await storedSnapshot(gateway), await storedSnapshot(node)];
  const known = new Map([
    [gateway, gatewayBefore.position],
    [node, nodeBefore.position],
  ]);

  await addRegion(ctx, "ap-southeast");
  const { revision } = await refreshSnapshots(ctx.db, bearerOf);
  expect((await storedSnapshot(gateway)).position).toEqual({ epoch: 1, revision: String(revision) });
  expect(await storedSnapshot(node)).toEqual(nodeBefore);
  const others = await findOtherSnapshots(ctx.db, known);
  expect(others.map(({ agentId }) => agentId)).toEqual([gateway]);
});

/** The same database, whose `agentSnapshot.findMany` waits for `before`. */
function slowed(before: () => Promise<unknown>): Db {
  const findMany = async <A, R>({ args, query }: { args: A; query: (args: A) => Promise<R> }) => {
    await before();
    return query(args);
  };
  return ctx.db.$extends({ query: { agentSnapshot: { findMany } } }) as unknown as Db;
}

test("a console that read before a change never takes a snapshot back to what it read", async () => {
  const overtaken = slowed(async () => {
    await addRegion(ctx, "us-west");
    await refreshSnapshots(ctx.db, bearerOf);
  });
  const read = await refreshSnapshots(overtaken, bearerOf);
  const { position, envelope } = await storedSnapshot(gateway);
  expect(Number(position.revision)).toBeGreaterThan(Number(read.revision));
  expect(envelope.body).toContain("us-west");
});

test("a new incarnation of the database gives everyone a new snapshot", async () => {
  await ctx.db.systemState.update({ where: { id: 1 }, data: { epoch: 2 } });
  await refreshSnapshots(ctx.db, bearerOf);
  expect((await storedSnapshot(node)).position.epoch).toBe(2);
});
