import {
  comparePositions,
  type DesiredStateAck,
  type EnrolResult,
  type Position,
  type SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { raiseEpoch } from "../domains/snapshot/index.ts";
import { addAgent } from "../testing/fleet-fixture.ts";
import { joinAsAgent, positionOf, startHub, type TestHub } from "../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { addFleet, type TestFleet } from "../testing/traffic-fixture.ts";

const pushesMin = inject("isSoak") ? 2000 : 400;
const gatewayCount = 25;
const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 1 });
  await noteWhatGoesBack(ctx.db);
});
afterAll(() => ctx.database.drop());

/** PostgreSQL itself keeps book of every snapshot and every acknowledged position that was replaced by an older one. */
async function noteWhatGoesBack(db: Db): Promise<void> {
  await db.$executeRaw`CREATE TABLE gone_back (agent_id text)`;
  await db.$executeRaw`CREATE FUNCTION note_gone_back() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO gone_back VALUES (NEW.agent_id); RETURN NEW; END $$`;
  await db.$executeRaw`CREATE TRIGGER gone_back AFTER UPDATE ON agent_snapshots FOR EACH ROW
    WHEN ((NEW.epoch, NEW.revision) < (OLD.epoch, OLD.revision)
      OR (NEW.ack_epoch, NEW.ack_revision) < (OLD.ack_epoch, OLD.ack_revision))
    EXECUTE FUNCTION note_gone_back()`;
}

/** A replica whose process stands still between what it read of snapshots and what it does about it. */
class Replica {
  private stopped: Promise<void> = Promise.resolve();
  private resume = () => {};

  private constructor(readonly hub: TestHub) {}

  static async start(): Promise<Replica> {
    const standStill: { replica?: Replica } = {};
    const findMany = async <A, R>({ args, query }: { args: A; query: (args: A) => Promise<R> }) => {
      const read = await query(args);
      await standStill.replica?.stopped;
      return read;
    };
    const db = ctx.db.$extends({ query: { agentSnapshot: { findMany } } }) as unknown as Db;
    standStill.replica = new Replica(await startHub({ ...ctx, db }, { handshakesPerSecond: 10_000 }));
    return standStill.replica;
  }

  /** Stops or goes on, and looks for changes as soon as it can. */
  turn(isStopped: boolean): void {
    this.resume();
    if (isStopped) this.stopped = new Promise((resolve) => (this.resume = resolve));
    this.hub.realtime.relay.wake();
  }
}

/** A gateway that both replicas are linked to, as while the socket of one that stands still is not given up yet. */
class Gateway {
  applied: Position | null = null;
  pushes = 0;
  refused = 0;
  /** Positions at which it was told different things. */
  readonly contradictions: Position[] = [];
  private readonly told = new Map<string, string>();

  constructor(private readonly identity: Pick<EnrolResult, "agentId" | "credential">) {}

  join({ hub }: Replica): Promise<unknown> {
    const answer = (envelope: SnapshotEnvelope) => this.take(envelope);
    return joinAsAgent(hub, this.identity, { applied: this.applied, hello: { role: "gateway" }, answer });
  }

  /** By the protocol's rule, as \`desired-state.ts\` of the agent. */
  private take(envelope: SnapshotEnvelope): DesiredStateAck {
    const pushed = positionOf(envelope);
    const place = `${pushed.epoch}/${pushed.revision}`;
    if ((this.told.get(place) ?? envelope.body) !== envelope.body) this.contradictions.push(pushed);
    this.told.set(place, envelope.body);
    this.pushes++;
    if (this.applied && comparePositions(pushed, this.applied) <= 0) {
      this.refused++;
      return { outcome: "stale", applied: this.applied };
    }
    this.applied = pushed;
    return { outcome: "applied", ...pushed };
  }
}

const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);

test(`no agent goes back while two replicas push ${pushesMin} times, each standing still now and then`, async () => {
  const replicas = [await Replica.start(), await Replica.start()] as const;
  const gateways: Gateway[] = [];
  for (let number = 1; number <= gatewayCount; number++) {
    const name = `gw-${number}`;
    const gateway = new Gateway(await addAgent(ctx, { region: "cn-east", role: "gateway", name }));
    await Promise.all(replicas.map((replica) => gateway.join(replica)));
    gateways.push(gateway);
  }
  const pushes = () => sum(gateways.map((gateway) => gateway.pushes));
  const isStopped = fc.tuple(fc.boolean(), fc.boolean());
  const turns = fc.sample(isStopped, { numRuns: 1000, seed: 6 });
  const rejoined: Promise<unknown>[] = [];
  for (const [turn, stopped] of turns.entries()) {
    if (pushes() >= pushesMin) break;
    if (turn === 5) await raiseEpoch({ ctx });
    await fleet.shiftNodes("cn-east", { "cn-east-node-1": { state: "active", weight: 1 + turn } });
    const gateway = gateways[turn % gatewayCount];
    for (const [index, replica] of replicas.entries()) {
      replica.turn(stopped[index] ?? false);
      if (gateway && turn % 2 === index) rejoined.push(gateway.join(replica));
    }
  }
  for (const replica of replicas) replica.turn(false);
  await Promise.all(rejoined);

  await vi.waitFor(async () => {
    const { epoch, revision } = await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } });
    const newest = { epoch, revision: String(revision) };
    expect(gateways.map(({ applied }) => applied)).toEqual(gateways.map(() => newest));
  }, deadline);
  expect(pushes()).toBeGreaterThanOrEqual(pushesMin);
  expect(sum(gateways.map(({ refused }) => refused))).toBeGreaterThan(pushesMin / 100);
  expect(gateways.flatMap(({ contradictions }) => contradictions)).toEqual([]);
  expect(await ctx.db.$queryRaw`SELECT * FROM gone_back`).toEqual([]);
  await Promise.all(replicas.map(({ hub }) => hub.stop()));
});
