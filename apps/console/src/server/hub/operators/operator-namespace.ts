import type { IncomingHttpHeaders } from "node:http";
import { AppError, isAppError } from "@meridian/contracts/errors";
import {
  type AgentLive,
  type ChangedMessage,
  type FleetLive,
  operatorEvents,
  operatorNamespace,
  type OriginLive,
  type RegionLive,
} from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import type { Server, Socket } from "socket.io";
import type { Logger } from "../../boot/logger.ts";
import type { ConsoleCounters } from "../../domains/console-counters.ts";
import {
  accessMark,
  countedAsHeader,
  findLiveSessions,
  type UserSession,
} from "../../domains/people/index.ts";
import type { ObservedKind } from "../agents/agent-reports.ts";
import type { DatabaseWatch } from "./database-watch.ts";
import type { LiveStore } from "../live/live-store.ts";
import { PageDoor } from "./page-door.ts";

export type OperatorNamespaceOptions = {
  io: Server;
  live: LiveStore;
  database: Pick<DatabaseWatch, "awaySinceMs">;
  db: Db;
  logger: Logger;
  counters: ConsoleCounters;
  trustedOrigins: string[];
  resolveSession: (headers: Headers) => Promise<UserSession | null>;
  now: () => number;
};

/** The pages' live feed: everything on joining, then once a second what changed. */
export class OperatorNamespace {
  private seq = 0;
  private sent = new Map<string, string>();
  private readonly sessions = new Map<Socket, UserSession>();
  private readonly door = new PageDoor();
  private readonly observedKinds = new Set<ObservedKind>();
  private revision = "0";

  constructor(private readonly options: OperatorNamespaceOptions) {
    const namespace = options.io.of(operatorNamespace);
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: Error) => next(isAppError(error) ? refusal(error) : error),
      );
    });
    namespace.on("connection", (socket) => this.welcome(socket));
  }

  /** Sends what changed since the tick before; also nothing, so that a page knows silence from a quiet fleet. */
  tick(nowMs: number): void {
    if (this.sessions.size === 0) {
      this.sent.clear();
      this.observedKinds.clear();
      return;
    }
    const { live } = this.options;
    const agents = this.timed("agents", () => live.agentsLive(nowMs, { withHistory: false })).filter((one) =>
      this.isNews(one.id, one),
    );
    const regions = this.timed("regions", () => live.regionsLive(nowMs)).filter((one) =>
      this.isNews(one.id, one),
    );
    const origins = this.timed("origins", () => live.originsLive(nowMs)).filter((one) =>
      this.isNews(`origin ${one.id}`, one),
    );
    this.flushObserved();
    const message: FleetLive = {
      ...{ seq: ++this.seq, atMs: nowMs, isWhole: false, ...this.ofDatabase() },
      ...{ agents, regions, origins },
    };
    this.broadcast(operatorEvents.fleetLive, message);
  }

  /** Tells the pages that changes were committed. */
  announce(revision: string, kinds: string[]): void {
    this.revision = revision;
    const message: ChangedMessage = { revision, kinds };
    this.broadcast(operatorEvents.changed, message);
  }

  /** Tells the pages, with the next tick, that what agents report of themselves changed. */
  announceObserved(kind: ObservedKind): void {
    this.observedKinds.add(kind);
  }

  /** Closes the feed of whoever signed out, was deactivated or changed role or regions since joining. */
  async closeFallenSessions(): Promise<void> {
    const { db, now } = this.options;
    // Who joins while the database is asked is not in its answer, and would be closed for that.
    const joined = [...this.sessions];
    if (joined.length === 0) return;
    const ids = joined.map(([, { id }]) => id);
    const marks = await findLiveSessions(db, ids, new Date(now()));
    for (const [socket, { id, user }] of joined) {
      if (marks.get(id) === accessMark(user)) continue;
      socket.emit(operatorEvents.closing, { reason: "session" });
      socket.disconnect(true);
    }
  }

  private async admit(socket: Socket): Promise<void> {
    const { headers } = socket.handshake;
    const { trustedOrigins } = this.options;
    if (!isFromOneOf(trustedOrigins, headers)) {
      const message = `This origin is not one of the console's: it is at ${trustedOrigins[0]}.`;
      throw new AppError("FORBIDDEN", message);
    }
    this.door.assertMayJoin(String(headers[countedAsHeader] ?? ""), this.options.now());
    const session = await this.options
      .resolveSession(new Headers({ cookie: headers.cookie ?? "" }))
      .catch((error: unknown) => {
        this.options.logger.warn({ err: error }, "session not readable");
        throw new AppError("UNAVAILABLE", "The console cannot check who you are just now.");
      });
    if (!session) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    // Whoever shows made-up words beside their cookie counts as their address above, here as who they are.
    this.door.assertMayJoin(`session ${session.id}`, this.options.now());
    this.door.assertHasRoom(session.user.id);
    socket.data = session;
  }

  private welcome(socket: Socket): void {
    const session = socket.data as UserSession;
    const leave = this.door.enter(session.user.id);
    this.sessions.set(socket, session);
    socket.on("disconnect", () => {
      this.sessions.delete(socket);
      leave();
    });
    const { live, now } = this.options;
    const atMs = now();
    const message: FleetLive = {
      seq: this.seq,
      atMs,
      isWhole: true,
      ...this.ofDatabase(),
      agents: live.agentsLive(atMs, { withHistory: true }),
      regions: live.regionsLive(atMs),
      origins: live.originsLive(atMs),
    };
    socket.emit(operatorEvents.fleetLive, message);
  }

  /** The age of a live agent's newest frame changes with every tick: alone it is not worth sending. */
  private isNews(id: string, figures: AgentLive | RegionLive | OriginLive): boolean {
    const { ageMs: _, ...rest } = { ageMs: null, ...figures };
    const text = JSON.stringify(rest);
    if (this.sent.get(id) === text) return false;
    this.sent.set(id, text);
    return true;
  }

  private ofDatabase(): Pick<FleetLive, "databaseAwaySinceMs"> {
    const databaseAwaySinceMs = this.options.database.awaySinceMs();
    return databaseAwaySinceMs === null ? {} : { databaseAwaySinceMs };
  }

  private timed<T>(of: keyof ConsoleCounters["liveMs"], work: () => T): T {
    const fromMs = performance.now();
    const result = work();
    this.options.counters.liveMs[of] += performance.now() - fromMs;
    return result;
  }

  private flushObserved(): void {
    if (this.observedKinds.size === 0) return;
    this.announce(this.revision, [...this.observedKinds]);
    this.observedKinds.clear();
  }

  private broadcast(event: string, message: unknown): void {
    this.options.io.of(operatorNamespace).emit(event, message);
  }
}

/**
 * Browsers send no Origin with the GET by which long-polling begins, when a page asks its own host. Then the Referer says it, or
 * Sec-Fetch-Site where a Referer is suppressed: no page can forge either.
 */
function isFromOneOf(origins: readonly string[], headers: IncomingHttpHeaders): boolean {
  const { origin, referer } = headers;
  if (origin !== undefined) return origins.includes(origin);
  if (referer !== undefined) return URL.canParse(referer) && origins.includes(new URL(referer).origin);
  return headers["sec-fetch-site"] === "same-origin";
}

function refusal({ code, message, details }: AppError): Error {
  return Object.assign(new Error(message), { data: { ...details, code } });
}
