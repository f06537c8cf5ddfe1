import {
  type ChangedMessage,
  type FleetLive,
  operatorEvents,
  operatorNamespace,
} from "@meridian/contracts/wire";
import { useSyncExternalStore } from "react";
import { io, type Socket } from "socket.io-client";
import { type Connection, type ConnectionEvent, nextConnection } from "./connection.ts";
import { silenceWatch } from "./use-silence.ts";

type ServerEvents = {
  [operatorEvents.fleetLive]: (message: FleetLive) => void;
  [operatorEvents.changed]: (message: ChangedMessage) => void;
  [operatorEvents.closing]: (message: { reason: string }) => void;
};

const retryMs = 5000;
/** Refusals that stay: trying again with the same cookie from the same page cannot help. */
const refusals = { UNAUTHENTICATED: "session", FORBIDDEN: "address" } as const;

let socket: Socket<ServerEvents> | null = null;
const unopened: Connection = { status: "connecting", sinceMs: 0, refusal: null };
let connection = unopened;
const listeners = new Set<() => void>();

/** The page's one socket, opened at its first use. The session cookie is the credential. */
export function operatorSocket(): Socket<ServerEvents> {
  socket ??= openSocket();
  return socket;
}

/** Comes back with everything whole: the answer to a gap in the sequence. */
export function rejoin(): void {
  operatorSocket().disconnect().connect();
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    subscribe,
    () => connection,
    () => unopened,
  );
}

/** What carries live data now: `polling` for good means that something on the way blocks WebSockets. */
export function useIsPolling(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => socket?.connected === true && socket.io.engine.transport.name === "polling",
    () => false,
  );
}

function openSocket(): Socket<ServerEvents> {
  silenceWatch.begin(Date.now());
  const opened: Socket<ServerEvents> = io(operatorNamespace, {
    // Polling first: a proxy that swallows the upgrade without an answer would keep a page from everything for ever.
    transports: ["polling", "websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: retryMs,
  });
  let refusal: Connection["refusal"] = null;
  const close = () => {
    update(refusal ? { refused: refusal } : "closed");
    if (!refusal) comeBack(opened);
  };
  opened.on("connect", () => {
    refusal = null;
    update("opened");
    // A transport belongs to one engine; a reconnect makes another.
    opened.io.engine.on("upgrade", notify);
  });
  opened.on(operatorEvents.fleetLive, () => silenceWatch.hear(Date.now()));
  opened.on(operatorEvents.closing, () => {
    refusal = "session";
  });
  opened.on("disconnect", (reason) => {
    if (reason !== "io client disconnect") close();
  });
  opened.on("connect_error", (error) => {
    const code = codeOf(error);
    refusal = code === "UNAUTHENTICATED" || code === "FORBIDDEN" ? refusals[code] : null;
    close();
  });
  return opened;
}

/** A socket that the server itself closed or turned away does not come back on its own. */
function comeBack(closed: Socket): void {
  if (!closed.active) setTimeout(() => closed.connect(), retryMs);
}

function codeOf(error: Error): string {
  const data: unknown = "data" in error ? error.data : null;
  return typeof data === "object" && data !== null && "code" in data ? String(data.code) : "";
}

function update(event: ConnectionEvent): void {
  connection = nextConnection(connection, event, Date.now());
  silenceWatch.refuse(connection.refusal !== null);
  notify();
}

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  operatorSocket();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
