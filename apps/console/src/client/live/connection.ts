/** The page's link to live data. `sinceMs` is the page's own clock at the last change. */
export type Connection = {
  status: "connecting" | "connected" | "reconnecting" | "lost";
  sinceMs: number;
  /** Why a `lost` one does not come back: nobody is signed in any more, or the page has another address than the console. */
  refusal: "session" | "address" | null;
};

export type ConnectionEvent =
  | "opened"
  | "closed"
  /** The server will not have this page back. */
  | { refused: NonNullable<Connection["refusal"]> };

export function nextConnection(current: Connection, event: ConnectionEvent, nowMs: number): Connection {
  if (event === "opened") return { status: "connected", sinceMs: nowMs, refusal: null };
  if (event !== "closed") return { ...current, status: "lost", refusal: event.refused };
  return current.status === "connected" ? { ...current, status: "reconnecting", sinceMs: nowMs } : current;
}
