import type { Position } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { refreshSnapshots } from "../../snapshot/index.ts";
import { type AckInput, recordAcks } from "./record-acks.ts";

let ctx: TestContext;
let agentId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  ({ agentId } = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" }));
  await refreshSnapshots(ctx.db, () => "a-bearer-of-16-characters");
});
afterAll(() => ctx.database.drop());

const record = async (input: AckInput) => (await recordAcks(ctx.db, [input]))[0] ?? null;
const hear = (epoch: number, revision: string, outcome: "applied" | "stale" = "applied") => {
  const position: Position = { epoch, revision };
  const ack = outcome === "applied" ? { outcome, ...position } : { outcome, applied: position };
  return record({ agentId, sent: position, ack, at: ctx.now() });
};
const acked = async () => {
  const { ackEpoch, ackRevision } = await ctx.db.agentSnapshot.findUniqueOrThrow({ where: { agentId } });
  return `${ackEpoch}/${ackRevision}`;
};

test("what a slower console heard before never replaces what a faster one heard since", async () => {
  const steps = [
    [await hear(1, "9"), await acked()],
    [await hear(1, "10", "stale"), await acked()],
    [await hear(1, "9"), await acked()],
    [await hear(2, "3"), await acked()],
    [await hear(1, "11"), await acked()],
  ];
  const news = expect.anything() as unknown;
  expect(steps).toEqual([
    [news, "1/9"],
    [news, "1/10"],
    [null, "1/10"],
    [news, "2/3"],
    [null, "2/3"],
  ]);
});

test("nor does a refusal of what the agent has moved on from", async () => {
  const refuse = (epoch: number, revision: string) => {
    const ack = { outcome: "nack", field: "limits", reason: "expected more" } as const;
    return record({ agentId, sent: { epoch, revision }, ack, at: ctx.now() });
  };
  const refused = async () => {
    const { nackRevision } = await ctx.db.agentSnapshot.findUniqueOrThrow({ where: { agentId } });
    return String(nackRevision);
  };
  await hear(3, "5");
  expect([await refuse(3, "4"), await refused()]).toEqual([null, "null"]);
  expect([await refuse(2, "9"), await refused()]).toEqual([null, "null"]);
  expect([await refuse(3, "6"), await refused()]).toEqual([{ agentId, committedAt: null }, "6"]);
  await hear(3, "7");
  expect(await refused()).toBe("null");
});
