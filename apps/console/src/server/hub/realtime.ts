import type { Server as HttpServer } from "node:http";
import type { Db } from "@meridian/db";
import { Server } from "socket.io";
import { isDatabaseUp, reasonOf } from "../boot/database-health.ts";
import { ChangeFeed } from "../boot/change-feed.ts";
import type { Clock } from "../boot/clock.ts";
import type { Env } from "../boot/env.ts";
import type { ConsoleCounters } from "../domains/console-counters.ts";
import type { Logger } from "../boot/logger.ts";
import type { LoopWatch } from "../boot/loop-watch.ts";
import { BearerBook, sharedBearer } from "../domains/snapshot/index.ts";
import { type Loop, startLoop } from "../loops/loop.ts";
import { certificateMsDefault, type ConsoleAddress } from "../domains/fleet/index.ts";
import type { FleetCa } from "../boot/fleet-ca.ts";
import { clientAddressHeader, type UserSession } from "../domains/people/index.ts";
import { AgentHub } from "./agents/agent-hub.ts";
import { KnownVersions } from "./agents/known-versions.ts";
import { serveAgents } from "./agents/agent-namespace.ts";
import { type Connection, limitConnection } from "./connection-limit.ts";
import { ChangeRelay } from "./change-relay.ts";
import { LiveStore } from "./live/live-store.ts";
import { DatabaseWatch } from "./operators/database-watch.ts";
import { OperatorNamespace } from "./operators/operator-namespace.ts";
import { PresenceWatch } from "./live/presence-watch.ts";
import { WriteQueue } from "./agents/writes/write-queue.ts";

const tickMs = 1000;
const clockCheckMs = 10_000;
/** Smaller corrections of the clock are not logged. */
const clockStepMs = 1000;
const sessionCheckMsDefault = 5000;
/** A socket that joined no namespace by then is closed: a stranger's, who holds connections. */
const joinMsMax = 5000;
const goodbyeMsMax = 1000;

export type RealtimeOptions = {
  db: Db;
  /** The relay's own, so that nothing that people or agents ask keeps changes from them. */
  relayDb: Db;
  watch: LoopWatch;
  clock: Clock;
  env: Pick<Env, "staleAfterMs" | "offlineAfterMs" | "handshakesPerSecond"> & ConsoleAddress;
  logger: Logger;
  counters: ConsoleCounters;
  /** All bearers follow from it. */
  bearerSecret: string;
  /** Certifies agents. */
  fleetCa: FleetCa;
  /** How long a certificate of an agent is valid. */
  certificateMs?: number;
  trustedOrigins: string[];
  resolveSession: (headers: Headers) => Promise<UserSession | null>;
  /** How often to check for sessions that ended without a change, such as expired ones. */
  sessionCheckMs?: number;
};

/** The realtime side of the console: agents' links, pages' feeds, and the relay between database and both. */
export class Realtime {
  readonly live: LiveStore;
  /** Told of every change, of whichever console. */
  readonly feed = new ChangeFeed();
  readonly hub: AgentHub;
  readonly relay: ChangeRelay;
  private readonly io: Server;
  private readonly operators: OperatorNamespace;
  private readonly database: DatabaseWatch;
  private readonly writes: WriteQueue;
  private readonly loops: Loop[] = [];

  constructor(private readonly options: RealtimeOptions) {
    const { db, clock, env, logger, counters, bearerSecret, fleetCa } = options;
    const { certificateMs = certificateMsDefault } = options;
    const now = () => clock.now().getTime();
    const uptimeMs = () => performance.now();
    this.io = openSockets();
    this.live = new LiveStore(env);
    this.writes = new WriteQueue({ isDatabaseUp: () => isDatabaseUp(db), counters, logger });
    this.database = new DatabaseWatch(() => isDatabaseUp(db), now);
    const { database } = this;
    this.operators = new OperatorNamespace({ ...options, io: this.io, live: this.live, database, now });
    const { io, live, writes, operators } = this;
    const changes = { wake: () => this.relay.wake() };
    const onObserved = operators.announceObserved.bind(operators);
    const bearers = new BearerBook(bearerSecret, now);
    this.hub = new AgentHub({
      ...{ db, logger, changes, counters, live, writes, now, onObserved, bearers },
      ...{ consoleAt: env, fleetCa, certificateMs },
    });
    const { hub } = this;
    const versions = new KnownVersions();
    this.relay = this.makeRelay(bearers, versions, uptimeMs);
    const { handshakesPerSecond } = env;
    serveAgents({ io, hub, live, versions, db, counters, logger, handshakesPerSecond, now: uptimeMs });
  }

  private makeRelay(bearers: BearerBook, versions: KnownVersions, uptimeMs: () => number): ChangeRelay {
    const { relayDb, bearerSecret, logger, watch } = this.options;
    const { hub, live } = this;
    return new ChangeRelay({
      ...{ db: relayDb, bearers, hub, live, versions, logger, watch },
      bearerOf: (node, fleetGeneration) => sharedBearer(bearerSecret, node, fleetGeneration),
      now: uptimeMs,
      onChanges: (revision, kinds) => {
        this.operators.announce(revision, kinds);
        this.feed.announce();
        if (kinds.some(concernsSessions)) void this.checkSessions();
      },
    });
  }

  /** Accepts sockets on `server` and starts to relay. */
  start(server: HttpServer): void {
    this.io.attach(server);
    this.io.engine.on("connection", (connection: Connection) => this.watch(connection));
    this.relay.start();
    const presence = new PresenceWatch({
      ...{ live: this.live, db: this.options.db, writes: this.writes },
      onObserved: (kind) => this.operators.announceObserved(kind),
    });
    const tick = () => {
      const nowMs = this.options.clock.now().getTime();
      presence.tick(nowMs);
      this.operators.tick(nowMs);
    };
    const { sessionCheckMs = sessionCheckMsDefault } = this.options;
    this.loops.push(
      startLoop(this.options, { name: "live", everyMs: tickMs, tick }),
      startLoop(this.options, {
        name: "sessions",
        everyMs: sessionCheckMs,
        tick: () => this.checkSessions(),
      }),
      startLoop(this.options, { name: "database", everyMs: tickMs, tick: () => this.database.tick() }),
      startLoop(this.options, { name: "clock", everyMs: clockCheckMs, tick: () => this.followClock() }),
    );
  }

  /** Tells agents that the console stops, and closes all sockets and the HTTP server. */
  async stop(): Promise<void> {
    this.hub.closeAll("shutdown");
    this.writes.stop();
    await Promise.all([this.relay, ...this.loops].map((loop) => loop.stop()));
    await this.io.close();
  }

  /** Shifts receive times with the clock: a moved clock must not make agents look silent, or freshly heard. */
  async followClock(): Promise<void> {
    const { clock, db, logger } = this.options;
    const movedMs = await clock.follow(db).catch(() => 0);
    if (Math.abs(movedMs) < clockStepMs) return;
    logger.warn({ movedMs }, "the database's clock was moved; following it");
    const nowMs = clock.now().getTime();
    for (const series of this.live.all()) series.moveClock(movedMs, nowMs);
  }

  private watch(connection: Connection): void {
    cutWhenClosed(connection);
    const { logger, counters } = this.options;
    limitConnection(
      connection,
      () => performance.now(),
      () => {
        counters.linksCut++;
        const clientAddress = connection.request.headers[clientAddressHeader];
        logger.warn({ clientAddress }, "a connection sent more than it may; closed");
      },
    );
  }

  private checkSessions(): Promise<void> {
    return this.operators.closeFallenSessions().catch((error: unknown) => {
      this.options.logger.warn({ reason: reasonOf(error) }, "sessions could not be checked");
    });
  }
}

/** Sockets of agents and pages, not yet attached to a listener. */
function openSockets(): Server {
  const io = new Server({
    // Long-polling for pages behind a proxy that passes no upgrade on; the agents' namespace refuses it.
    transports: ["polling", "websocket"],
    serveClient: false,
    // Next's development server handles its own upgrades on the same port.
    destroyUpgrade: false,
    pingInterval: 5000,
    pingTimeout: 5000,
    connectTimeout: joinMsMax,
    maxHttpBufferSize: 1_000_000,
  });
  // The library's own namespace takes everybody, and who is in one is no longer asked to join.
  io.use((_socket, next) => next(new Error("There is nothing here.")));
  return io;
}

/** A client that does not answer the end of its WebSocket would hold the connection for half a minute more. */
function cutWhenClosed(connection: Connection): void {
  connection.once("close", () => {
    const { socket } = connection.transport as { socket?: { terminate?: () => void } };
    setTimeout(() => socket?.terminate?.(), goodbyeMsMax).unref();
  });
}

function concernsSessions(kind: string): boolean {
  return kind.startsWith("user.") || kind.startsWith("session.");
}
