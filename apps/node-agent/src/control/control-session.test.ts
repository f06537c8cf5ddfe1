import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentProtocol, type InferenceSnapshot, sha256Hex, type Snapshot } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DataPlane } from "../data-plane.ts";
import { createInferencePlane } from "../inference/inference-plane.ts";
import { ConsoleDouble } from "../testing/console-double.ts";
import { testAgent, testConfig, testPlaneOptions, testSnapshot } from "../testing/inference-fixture.ts";
import { until } from "../testing/until.ts";
import { BearerStore } from "./bearers/bearer-store.ts";
import { ControlSession } from "./control-session.ts";
import { DesiredState } from "./desired-state.ts";
import { OwnBearers } from "./bearers/own-bearers.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const logged: unknown[] = [];
const logger = pino({ level: "warn" }, { write: (line: string) => logged.push(JSON.parse(line)) });

describe("an agent's link to the console", () => {
  let dataDir: string;
  let hub: ConsoleDouble;
  let plane: DataPlane;
  let desired: DesiredState;
  let bearers: OwnBearers;
  let session: ControlSession;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-session-"));
    hub = new ConsoleDouble();
    await hub.listen();
    plane = createInferencePlane(testPlaneOptions(testConfig(dataDir)));
    desired = new DesiredState(testAgent, plane, new SnapshotStore(dataDir, logger), logger);
    bearers = new OwnBearers(testAgent, plane, new BearerStore(dataDir, logger), logger);
    session = createSession();
    session.start();
    await until("hello", () => session.isConnected);
  });
  afterEach(async () => {
    session.stop();
    await hub.close();
    await plane.stop(0);
    await rm(dataDir, { recursive: true, force: true });
  });

  function createSession(): ControlSession {
    return new ControlSession({
      consoleUrl: hub.url,
      auth: () => Promise.resolve({ agentId: testAgent.id, credential: hub.credential }),
      reconnectMaxMs: 100,
      logger,
      hello: async () => ({
        protocol: agentProtocol,
        agentVersion: "0.0.0",
        role: "inference",
        capabilities: [],
        advertisedUrl: "http://127.0.0.1:1",
        bootId: "boot",
        applied: desired.applied,
        effectiveHash: null,
        clockMs: 0,
      }),
      onWelcome: () => undefined,
      onLost: () => undefined,
      onDesiredState: (message) => desired.accept(message),
      onBearers: (message) => bearers.accept(message),
      onCommand: (command) => plane.command(command),
    });
  }
  const at = (epoch: number, revision: string, changes: Partial<InferenceSnapshot> = {}) =>
    testSnapshot([], { epoch, revision, ...changes });
  const bad = (changes: object) => ({ ...at(9, "9"), ...changes }) as Snapshot;

  it("applies newer snapshots only, whatever the order of arrival", async () => {
    expect(await hub.send(at(1, "9"))).toEqual({ outcome: "applied", epoch: 1, revision: "9" });
    expect(await hub.send(at(1, "10"))).toMatchObject({ outcome: "applied", revision: "10" });
    const stale = { outcome: "stale", applied: { epoch: 1, revision: "10" } };
    expect(await hub.send(at(1, "10"))).toEqual(stale);
    expect(await hub.send(at(1, "2"))).toEqual(stale);
    expect(await hub.send(at(2, "1"))).toEqual({ outcome: "applied", epoch: 2, revision: "1" });
    expect(await hub.send(at(1, "11"))).toMatchObject({ outcome: "stale" });
    expect(desired.applied).toEqual({ epoch: 2, revision: "1" });
  });

  it("takes many at once one after another", async () => {
    const bodies = ["3", "1", "2", "5", "4"].map((revision) => JSON.stringify(at(1, revision)));
    // Digests come in any order: what is sent must be ready.
    const messages = await Promise.all(bodies.map(async (body) => ({ sha256: await sha256Hex(body), body })));
    const acks = await Promise.all(messages.map((message) => hub.sendRaw(message)));
    expect(acks.map(({ outcome }) => outcome)).toEqual(["applied", "stale", "stale", "applied", "stale"]);
  });

  it.each([
    ["no envelope", async () => hub.sendRaw({ nothing: true }), "sha256"],
    ["bytes that do not match", async () => hub.send(at(9, "9"), "0".repeat(64)), ""],
    [
      "a weightless limit",
      async () => hub.send(bad({ limits: { ...at(1, "1").limits, cacheBytes: -1 } })),
      "limits.cacheBytes",
    ],
    ["another agent's", async () => hub.send(bad({ agentId: "ag_other" })), "agentId"],
    [
      "another role's",
      async () =>
        hub.send(
          bad({
            role: "gateway",
            regions: [],
            versions: [],
            limits: {
              deadlineMsDefault: 100,
              connectTimeoutMs: 100,
              probeIntervalMs: 1000,
              connectionsPerNode: 1,
            },
          }),
        ),
      "role",
    ],
    ["a newer schema", async () => hub.send(bad({ schemaVersion: 2 })), "schemaVersion"],
    [
      "a default that is no model",
      async () => hub.send(bad({ defaultDigest: "a".repeat(64) })),
      "defaultDigest",
    ],
  ])("refuses %s by its field and keeps what it has", async (_, send, field) => {
    await hub.send(at(1, "1"));
    const ack = await send();
    expect(ack).toMatchObject({ outcome: "nack", field });
    expect(ack.outcome === "nack" && ack.reason).not.toBe("");
    expect(desired.applied).toEqual({ epoch: 1, revision: "1" });
    expect(await new SnapshotStore(dataDir, logger).load()).toHaveLength(1);
  });

  it("ignores fields that it does not know", async () => {
    expect(await hub.send(bad({ invented: true }))).toMatchObject({ outcome: "applied" });
  });

  it("answers a command that it does not know", async () => {
    const ack = await hub.command({ kind: "dance" } as never);
    expect(ack.status).toBe(400);
  });

  it("comes back after the link is lost and says what it runs by", async () => {
    await hub.send(at(1, "5"));
    hub.disconnect("maintenance");
    await until("a second hello", () => hub.hellos.length === 2);
    expect(hub.hellos[1]?.applied).toEqual({ epoch: 1, revision: "5" });
  });

  it("stays away for as long as a console that closes its link says, and logs why", async () => {
    hub.disconnect("more than 2 telemetry frames a second", 400);
    await until("a second handshake", () => hub.handshakes.length === 2);
    const [first = 0, second = 0] = hub.handshakes;
    expect(second - first).toBeGreaterThanOrEqual(400);
    expect(logged).toContainEqual(
      expect.objectContaining({ reason: "more than 2 telemetry frames a second", retryAfterMs: 400 }),
    );
  });

  it("waits as long as the console asks", async () => {
    hub.refusal = { code: "OVERLOADED", retryAfterMs: 300 };
    hub.disconnect("maintenance");
    await until("a third handshake", () => hub.handshakes.length >= 4);
    const [, first = 0, second = 0, third = 0] = hub.handshakes;
    expect(second - first).toBeGreaterThanOrEqual(295);
    expect(third - second).toBeGreaterThanOrEqual(295);
    hub.refusal = null;
    await until("welcome", () => session.isConnected);
  });

  it("keeps trying with a refused credential and is back when it is accepted again", async () => {
    hub.refusal = { code: "UNAUTHENTICATED" };
    hub.disconnect("revoked");
    await until("a refused handshake", () => hub.handshakes.length >= 3);
    expect(session.isConnected).toBe(false);
    hub.refusal = null;
    await until("welcome", () => session.isConnected);
  });

  it("comes up by the last known good snapshot, or the one before", async () => {
    await hub.send(at(1, "7", { agentName: "older" }));
    await hub.send(at(1, "8", { agentName: "newer" }));
    const restarted = new DesiredState(testAgent, plane, new SnapshotStore(dataDir, logger), logger);
    await restarted.restore();
    expect(restarted.applied).toEqual({ epoch: 1, revision: "8" });
    const stranger = new DesiredState(
      { ...testAgent, id: "ag_x" },
      plane,
      new SnapshotStore(dataDir, logger),
      logger,
    );
    await stranger.restore();
    expect(stranger.applied).toBeNull();
  });
});
