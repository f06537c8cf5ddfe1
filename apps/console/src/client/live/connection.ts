/** The page's link to live data. `sinceMs` is the page's own clock at the last change. */
export type Connection = {
  status: "connecting" | "connected" | "reconnecting" | "lost";
  sinceMs: number;
};

export type ConnectionEvent =
  | "opened"
  | "closed"
  /** The server will not have this page back: signed out, or another role. */
  | "refused";

/** After so long without a link it counts as lost, though the page goes on trying. */
export const lostAfterMs = 60_000;

export function nextConnection(current: Connection, event: ConnectionEvent, nowMs: number): Connection {
  if (event === "opened") return { status: "connected", sinceMs: nowMs };
  if (event === "refused") return { status: "lost", sinceMs: current.sinceMs };
  return current.status === "connected" ? { status: "reconnecting", sinceMs: nowMs } : current;
}

/** What is shown: time turns a long reconnect into a loss. */
export function shownStatus(connection: Connection, nowMs: number): Connection["status"] {
  const isOverdue = connection.status === "reconnecting" && nowMs - connection.sinceMs >= lostAfterMs;
  return isOverdue ? "lost" : connection.status;
}
