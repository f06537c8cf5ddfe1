import { connect } from "node:net";
import { encode } from "@msgpack/msgpack";
import { AppError } from "@meridian/contracts/errors";
import type { Histogram } from "@meridian/contracts/measure";
import {
  type AgentCommandAck,
  agentEvents,
  agentNamespace,
  type EnrolResult,
  GatewaySnapshot,
  type ObservedState,
  type TargetCounts,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { clientAddressHeader } from "../../domains/people/index.ts";
import { archiveAgent, revokeCredential } from "../../domains/fleet/index.ts";
import { raiseEpoch, refreshSnapshots } from "../../domains/snapshot/index.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { joinAsAgent, next, positionOf, startHub, type TestHub } from "../../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";

const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let hub: TestHub;
let numbered = 0;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  hub = await startHub(ctx);
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

function newNode(): Promise<EnrolResult> {
  return addAgent(ctx, { region: "cn-east", role: "inference", name: `node-${++numbered}` });
}

function frame(more: Partial<TelemetryFrame> = {}): Uint8Array {
  const plain: TelemetryFrame = {
    bootId: "boot",
    seq: 0,
    uptimeMs: 1000,
    counters: { requests: 1 },
    gauges: {},
    histograms: [],
  };
  return encode({ ...plain, ...more });
}

describe("handshake", () => {
  test("a wrong credential, an unknown agent and none at all are refused alike", async () => {
    const { agentId, credential } = await newNode();
    const refused = [
      { agentId, credential: `${credential}x` },
      { agentId: "ag_000000000000", credential },
      {},
    ];
    for (const auth of refused) {
      const error = await next(hub.connectAgent(auth), "connect_error");
      expect(error).toMatchObject({ data: { code: "UNAUTHENTICATED" } });
    }
  });

  test("revoking closes the socket and keeps the agent out", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const closing = next(socket, agentEvents.closing);
    const linked = { ...ctx, agents: hub.realtime.hub };
    await revokeCredential({ ctx: linked, input: { agentId: node.agentId, reason: "test" } });
    expect(await closing).toEqual({ reason: "revoked" });
    expect(await next(hub.connectAgent(node), "connect_error")).toMatchObject({
      data: { code: "UNAUTHENTICATED" },
    });
  });

  test("the same credential twice: the newest wins, and an event tells", async () => {
    const node = await newNode();
    const first = await joinAsAgent(hub, node);
    const closing = next(first.socket, agentEvents.closing);
    const second = await joinAsAgent(hub, node);
    expect(await closing).toEqual({ reason: "replaced" });
    expect(second.socket.connected).toBe(true);
    const events = await ctx.db.fleetEvent.findMany({ where: { agentId: node.agentId } });
    expect(events.map(({ kind }) => kind)).toEqual(["agent.connected-twice"]);
    expect(events[0]?.details).toMatchObject({ clientAddress: expect.any(String) as string });
  });

  test.each([
    ["says nothing", {}],
    ["is refused its role", { role: "gateway" as const }],
    ["speaks another protocol", { protocol: 9 }],
    ["names an address that is never an agent's", { advertisedUrl: "http://169.254.169.254" }],
  ])("a second connection that %s displaces nobody and is heard in nothing", async (what, hello) => {
    const node = await newNode();
    const first = await joinAsAgent(hub, node);
    const own = { isCut: false };
    first.socket.on(agentEvents.closing, () => (own.isCut = true));
    const second =
      what === "says nothing" ? hub.connectAgent(node) : (await joinAsAgent(hub, node, { hello })).socket;
    if (what === "says nothing") await next(second, "connect");
    second.emit(agentEvents.telemetry, frame());
    second.emit(agentEvents.goodbye);
    const observed = { outcome: "converged" };
    expect(await second.emitWithAck(agentEvents.observedState, observed)).toEqual({ ok: false });
    expect(own.isCut).toBe(false);
    expect(first.socket.connected).toBe(true);
    // Never heard, or silent by now: in neither case by what the second one sent.
    expect(hub.realtime.hub.presenceOf(node.agentId)).not.toBe("live");
    expect(await ctx.db.fleetEvent.count({ where: { agentId: node.agentId } })).toBe(0);

    const linked = { ...ctx, agents: hub.realtime.hub };
    const [firstEnds, secondEnds] = [first.socket, second].map((one) => next(one, "disconnect"));
    await revokeCredential({ ctx: linked, input: { agentId: node.agentId, reason: "test" } });
    await Promise.all([firstEnds, secondEnds]);
  });

  test("the same process that comes back takes its own place without an event", async () => {
    const node = await newNode();
    const hello = { bootId: "the-same-process" };
    const first = await joinAsAgent(hub, node, { hello });
    const closing = next(first.socket, agentEvents.closing);
    await joinAsAgent(hub, node, { hello });
    expect(await closing).toEqual({ reason: "replaced" });
    expect(await ctx.db.fleetEvent.count({ where: { agentId: node.agentId } })).toBe(0);
  });

  test("beyond the admitted rate agents are told when to come back", async () => {
    const narrow = await startHub(ctx, { handshakesPerSecond: 1 });
    const node = await newNode();
    await joinAsAgent(narrow, node);
    const error = await next(narrow.connectAgent(node), "connect_error");
    expect(error).toMatchObject({ data: { code: "OVERLOADED", retryAfterMs: expect.any(Number) as number } });
    expect(narrow.counters.handshakesShed).toBe(1);
    await narrow.stop();
  });
});

describe("budgets", () => {
  const total = (version: string) => ({ stage: "total" as const, version, sparse: [10, 1], sumMs: 5 });
  type Send = (event: string, message: unknown) => void;
  const floods: [reason: string, messages: number, flood: (send: Send, turn: number) => void][] = [
    [
      "more than 2 telemetry frames a second",
      100,
      (send, seq) => send(agentEvents.telemetry, frame({ seq })),
    ],
    ["more than one hello in 10 seconds", 20, (send) => send(agentEvents.hello, { protocol: 1 })],
    ["more than 5 reports a second", 100, (send) => send(agentEvents.observedState, {})],
    ["more than 20 messages a second", 300, (send) => send("agent:whatever", { a: 1 })],
    [
      "telemetry of versions that are not registered",
      20,
      (send, seq) => send(agentEvents.telemetry, frame({ seq, histograms: [total(`made-up-${seq}`)] })),
    ],
  ];

  test.each(floods)(
    "%s: the link is closed with this reason, and the agent kept away",
    async (reason, messages, flood) => {
      const [node, other] = [await newNode(), await newNode()];
      const [{ socket }, honest] = [await joinAsAgent(hub, node), await joinAsAgent(hub, other)];
      const before = hub.counters.linksCut;
      const closing = next(socket, agentEvents.closing);
      for (let turn = 0; turn < messages; turn++)
        flood((event, message) => socket.emit(event, message), turn);
      expect(await closing).toEqual({ reason, retryAfterMs: 10_000 });
      expect(hub.counters.linksCut).toBe(before + 1);
      const refused = await next(hub.connectAgent(node), "connect_error");
      expect(refused).toMatchObject({
        data: { code: "OVERLOADED", retryAfterMs: expect.any(Number) as number },
      });
      honest.socket.emit(agentEvents.telemetry, frame());
      await vi.waitFor(() => expect(hub.realtime.hub.presenceOf(other.agentId)).toBe("live"), deadline);
    },
  );

  test("figures of a version that is not registered are left out, the rest of the frame counts", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    socket.emit(agentEvents.telemetry, frame({ histograms: [total("made\u0000up"), total("")] }));
    await vi.waitFor(() => expect(hub.realtime.hub.presenceOf(node.agentId)).toBe("live"), deadline);
    const series = hub.realtime.live.all().find(({ agent }) => agent.id === node.agentId);
    const latencies = new Map<string, Histogram>();
    series?.mergeLatencies(latencies, 0, Date.now() + 60_000);
    expect([...latencies.keys()]).toEqual([""]);
  });
});

describe("strangers", () => {
  test.each([
    ["says nothing", null],
    ["joins what everybody may join by default", "40"],
    ["joins what nobody serves", "40/nowhere,"],
    ["shows no credential", `40${agentNamespace},{}`],
  ])(
    "whoever %s is let go",
    async (_, said) => {
      const { hostname, port } = new URL(hub.url);
      // A reset is an end as well: the pong may cross the hub's close.
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      const send = (text: string) => {
        // A masked text frame; the mask is 0.
        socket.write(Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]));
      };
      socket.write(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n" +
          "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n\r\n",
      );
      socket.once("data", () => said !== null && send(said));
      // It answers the hub's pings: it is alive, and yet has to go.
      const pong = setInterval(() => send("3"), 1000);
      await new Promise((resolve) => socket.once("close", resolve));
      clearInterval(pong);
    },
    20_000,
  );

  test("wrong credentials from one address take nobody else's place", async () => {
    const narrow = await startHub(ctx, { handshakesPerSecond: 2 });
    const node = await newNode();
    const from = (address: string, auth: object) =>
      narrow.open(agentNamespace, { auth, extraHeaders: { [clientAddressHeader]: address } });
    const wrong = { agentId: node.agentId, credential: "x".repeat(30) };
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const error = await next(from("203.0.113.9", wrong), "connect_error");
        return (error as { data?: { code: string } }).data?.code;
      }),
    );
    expect(codes.toSorted()).toEqual([
      "OVERLOADED",
      "OVERLOADED",
      "OVERLOADED",
      "UNAUTHENTICATED",
      "UNAUTHENTICATED",
    ]);
    await next(from("203.0.113.10", node), "connect");
    await narrow.stop();
  });
});

describe("hello", () => {
  test("brings the whole snapshot; an agent that has it gets nothing", async () => {
    const node = await newNode();
    const first = await joinAsAgent(hub, node);
    expect(first.reply).toMatchObject({ ok: true, isUpToDate: false });
    await vi.waitFor(() => expect(first.received).toHaveLength(1), deadline);
    const [envelope] = first.received;
    if (!envelope) throw new Error("expected a snapshot");
    const applied = positionOf(envelope);
    await vi.waitFor(async () => {
      const row = await ctx.db.agentSnapshot.findUnique({ where: { agentId: node.agentId } });
      expect(row?.ackRevision).toBe(BigInt(applied.revision));
    }, deadline);
    first.socket.disconnect();

    const second = await joinAsAgent(hub, node, { applied });
    expect(second.reply).toMatchObject({ ok: true, isUpToDate: true });
    await hub.realtime.relay.step();
    expect(second.received).toEqual([]);
  });

  test("a nack is stored with its field, and the snapshot is not sent again", async () => {
    const node = await newNode();
    const nack = { outcome: "nack", field: "limits.cacheBytes", reason: "too large" } as const;
    const { received } = await joinAsAgent(hub, node, { answer: () => nack });
    await vi.waitFor(async () => {
      const row = await ctx.db.agentSnapshot.findUnique({ where: { agentId: node.agentId } });
      expect(row).toMatchObject({ nackField: nack.field, nackReason: nack.reason, ackRevision: null });
    }, deadline);
    await hub.realtime.relay.step();
    expect(received).toHaveLength(1);
  });

  test("another role and a protocol that is too new are refused", async () => {
    const node = await newNode();
    const role = await joinAsAgent(hub, node, { hello: { role: "gateway" } });
    expect(role.reply).toMatchObject({ ok: false, code: "REFUSED_BY_RULE" });
    const protocol = await joinAsAgent(hub, node, { hello: { protocol: 9 } });
    expect(protocol.reply).toMatchObject({ ok: false, code: "REFUSED_BY_RULE" });
  });

  test("an agent that moved is a change that its gateways are told", async () => {
    const gateway = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw-moved" });
    const { received } = await joinAsAgent(hub, gateway, { hello: { role: "gateway" } });
    const node = await newNode();
    await joinAsAgent(hub, node, { hello: { advertisedUrl: "http://127.0.0.1:4999" } });
    await vi.waitFor(() => expect(received.at(-1)?.body).toContain("http://127.0.0.1:4999"), deadline);
  });
});

test("an archived gateway leaves what the others tell clients, with their next snapshot", async () => {
  const enrol = (name: string) => addAgent(ctx, { region: "cn-east", role: "gateway", name });
  const [first, second] = [await enrol("gw-first"), await enrol("gw-second")];
  const { received } = await joinAsAgent(hub, first, { hello: { role: "gateway" } });
  const told = () => {
    const { gateways } = GatewaySnapshot.parse(JSON.parse(received.at(-1)?.body ?? "{}"));
    return gateways.map(({ id }) => id);
  };
  await vi.waitFor(
    () => expect(told()).toEqual(expect.arrayContaining([first.agentId, second.agentId])),
    deadline,
  );
  const linked = { ...ctx, agents: hub.realtime.hub };
  await archiveAgent({ ctx: linked, input: { agentId: second.agentId, reason: "replaced" } });
  await hub.realtime.relay.step();
  await vi.waitFor(() => expect(told()).not.toContain(second.agentId), deadline);
  expect(told()).toContain(first.agentId);
});

describe("reports", () => {
  test("a bad frame is counted and the link stays", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const outOfRange = { stage: "total" as const, version: "", sparse: [5000, 1], sumMs: 1 };
    const bad = [new Uint8Array([193]), frame({ seq: -1 }), frame({ histograms: [outOfRange] }), "text"];
    const before = hub.counters.framesBad;
    for (const message of bad) socket.emit(agentEvents.telemetry, message);
    socket.emit(agentEvents.telemetry, frame());
    await vi.waitFor(() => expect(hub.realtime.hub.presenceOf(node.agentId)).toBe("live"), deadline);
    expect(hub.counters.framesBad - before).toBe(bad.length);
    expect(socket.connected).toBe(true);
  });

  test("observed state is stored; saying the same again stores nothing new", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const observed: ObservedState = {
      applied: { epoch: 1, revision: "7" },
      outcome: "degraded",
      reason: "vocab.txt: digest differs",
      effectiveHash: "0".repeat(64),
      effective: { role: "inference", isReady: false, slots: [], defaultDigest: null, limits: {} },
    };
    for (let times = 0; times < 2; times++) {
      expect(await socket.emitWithAck(agentEvents.observedState, observed)).toEqual({ ok: true });
    }
    expect(await socket.emitWithAck(agentEvents.observedState, { outcome: "fine" })).toEqual({ ok: false });
    await vi.waitFor(async () => {
      const row = await ctx.db.agentObserved.findUnique({ where: { agentId: node.agentId } });
      expect(row).toMatchObject({ outcome: "degraded", reason: observed.reason, revision: 7n });
    }, deadline);
    const events = await ctx.db.fleetEvent.findMany({ where: { agentId: node.agentId } });
    expect(events.map(({ kind }) => kind)).toEqual(["agent.outcome"]);
  });

  test("a node that a gateway finds ready is proven from then on: a change that gateways are told, once", async () => {
    const node = await newNode();
    const gateway = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "proving-gateway" });
    const { socket, received } = await joinAsAgent(hub, gateway, { hello: { role: "gateway" } });
    const isUnproven = () => {
      const snapshot = GatewaySnapshot.parse(JSON.parse(received.at(-1)?.body ?? "{}"));
      const nodes = snapshot.regions.flatMap((one) => one.nodes);
      return nodes.find(({ id }) => id === node.agentId)?.isUnproven ?? false;
    };
    await vi.waitFor(() => expect(isUnproven()).toBe(true), deadline);
    const observed: ObservedState = {
      ...{ applied: null, outcome: "converged", reason: null, effectiveHash: "0".repeat(64) },
      effective: { role: "gateway", isReady: true, tableHash: null, limits: {} },
      proven: [node.agentId],
    };
    for (let times = 0; times < 2; times++) await socket.emitWithAck(agentEvents.observedState, observed);
    await vi.waitFor(() => expect(isUnproven()).toBe(false), deadline);
    const where = { kind: "agent.proven", subjectId: node.agentId };
    expect(await ctx.db.change.count({ where })).toBe(1);
  });

  test("an agent that applied more than the database holds is ahead until the epoch is raised", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const report = (revision: string) => {
      const observed: ObservedState = {
        ...{ applied: { epoch: 1, revision }, outcome: "converged", reason: null },
        effectiveHash: "0".repeat(64),
        effective: { role: "inference", isReady: true, slots: [], defaultDigest: null, limits: {} },
      };
      return socket.emitWithAck(agentEvents.observedState, observed);
    };
    const isAhead = () => {
      const all = hub.realtime.live.agentsLive(Date.now(), { withHistory: false });
      return all.find(({ id }) => id === node.agentId)?.isAhead ?? false;
    };
    await refreshSnapshots(ctx.db, () => "bearer");
    const head = await ctx.db.agentSnapshot.findUniqueOrThrow({ where: { agentId: node.agentId } });
    await report(String(head.revision + 1000n));
    await vi.waitFor(() => expect(isAhead()).toBe(true), deadline);
    await report(String(head.revision));
    await vi.waitFor(() => expect(isAhead()).toBe(false), deadline);
    await report(String(head.revision + 1000n));
    await vi.waitFor(() => expect(isAhead()).toBe(true), deadline);
    await raiseEpoch({ ctx });
    await refreshSnapshots(ctx.db, () => "bearer");
    await report(String(head.revision + 1000n));
    await vi.waitFor(() => expect(isAhead()).toBe(false), deadline);
  });

  test("a node that reports to be ready no longer is lost, though its link stands", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const say = (isReady: boolean) => {
      const observed: ObservedState = {
        ...{ applied: { epoch: 1, revision: "7" }, outcome: "converging", reason: null },
        effectiveHash: "0".repeat(64),
        effective: { role: "inference", isReady, slots: [], defaultDigest: null, limits: {} },
      };
      return socket.emitWithAck(agentEvents.observedState, observed);
    };
    const sight = () => hub.realtime.hub.presenceEvidence().nodes.find(({ id }) => id === node.agentId);
    socket.emit(agentEvents.telemetry, frame());
    await say(true);
    expect(sight()).toMatchObject({ presence: "live", isLost: false });
    await say(false);
    expect(sight()).toMatchObject({ presence: "live", isLost: true });
    await say(true);
    expect(sight()).toMatchObject({ presence: "live", isLost: false });
  });

  test("goodbye makes an agent offline at once", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    socket.emit(agentEvents.telemetry, frame());
    await vi.waitFor(() => expect(hub.realtime.hub.presenceOf(node.agentId)).toBe("live"), deadline);
    socket.emit(agentEvents.goodbye);
    await vi.waitFor(() => expect(hub.realtime.hub.presenceOf(node.agentId)).toBe("offline"), deadline);
  });
});

test("a gateway that picks otherwise than its table says is named by the alarm, and no other", async () => {
  const gateways = await Promise.all(
    ["honest", "crooked"].map((name) => addAgent(ctx, { region: "cn-east", role: "gateway", name })),
  );
  const [honest, crooked] = await Promise.all(
    gateways.map((gateway) => joinAsAgent(hub, gateway, { hello: { role: "gateway" } })),
  );
  const nodes = (await Promise.all([newNode(), newNode()])).map(({ agentId }) => agentId);
  let seq = 0;
  /** Both were to send nine of ten requests to the first node. */
  const count = () => {
    seq++;
    const rows = (first: number): TargetCounts[] => [
      [nodes[0] ?? "", seq * first, seq * 900, 0],
      [nodes[1] ?? "", seq * (1000 - first), seq * 100, 0],
    ];
    honest?.socket.emit(agentEvents.telemetry, frame({ seq, table: 1, targets: rows(900) }));
    crooked?.socket.emit(agentEvents.telemetry, frame({ seq, table: 1, targets: rows(500) }));
    return hub.realtime.hub.originsLive().flatMap(({ faults }) => faults.map(({ gatewayId }) => gatewayId));
  };
  await vi.waitFor(() => expect(count()).toEqual([gateways[1]?.agentId]), deadline);
  expect(count()).toEqual([gateways[1]?.agentId]);
});

describe("commands", () => {
  const command = { kind: "routing" } as const;

  test("reach the agent and bring its answer", async () => {
    const node = await newNode();
    const { socket } = await joinAsAgent(hub, node);
    const answer: AgentCommandAck = { status: 200, body: { fine: true }, serverTiming: null };
    socket.on(agentEvents.command, (_message: unknown, ack: (answer: AgentCommandAck) => void) =>
      ack(answer),
    );
    expect(await hub.realtime.hub.request(node.agentId, command, 5000)).toEqual(answer);
  });

  test("an agent that is away or silent is told apart", async () => {
    const node = await newNode();
    const code = async () => {
      const error: unknown = await hub.realtime.hub
        .request(node.agentId, command, 50)
        .catch((e: unknown) => e);
      return error instanceof AppError ? error.code : error;
    };
    expect(await code()).toBe("UNAVAILABLE");
    await joinAsAgent(hub, node);
    expect(await code()).toBe("TIMEOUT");
  });
});
