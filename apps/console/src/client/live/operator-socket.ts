import {
  type ChangedMessage,
  type FleetLive,
  operatorEvents,
  operatorNamespace,
} from "@meridian/contracts/wire";
import { useSyncExternalStore } from "react";
import { io, type Socket } from "socket.io-client";
import { type Connection, nextConnection } from "./connection.ts";

type ServerEvents = {
  [operatorEvents.fleetLive]: (message: FleetLive) => void;
  [operatorEvents.changed]: (message: ChangedMessage) => void;
  [operatorEvents.closing]: (message: { reason: string }) => void;
};

const retryMs = 5000;
/** Refusals that stay: trying again with the same cookie from the same page cannot help. */
const refusals = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

let socket: Socket<ServerEvents> | null = null;
const unopened: Connection = { status: "connecting", sinceMs: 0 };
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

function openSocket(): Socket<ServerEvents> {
  const opened: Socket<ServerEvents> = io(operatorNamespace, {
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: retryMs,
  });
  let isRefused = false;
  opened.on("connect", () => update("opened"));
  opened.on(operatorEvents.closing, () => {
    isRefused = true;
  });
  opened.on("disconnect", (reason) => {
    if (reason === "io client disconnect") return;
    update(isRefused ? "refused" : "closed");
    if (!isRefused) comeBack(opened);
  });
  opened.on("connect_error", (error) => {
    isRefused = refusals.has(codeOf(error));
    update(isRefused ? "refused" : "closed");
    if (!isRefused) comeBack(opened);
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

function update(event: Parameters<typeof nextConnection>[1]): void {
  connection = nextConnection(connection, event, Date.now());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  operatorSocket();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
