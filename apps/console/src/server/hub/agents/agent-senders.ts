import { setImmediate as nextTurn } from "node:timers/promises";
import { agentEvents, DesiredStateAck, type Position } from "@meridian/contracts/wire";
import type { Socket } from "socket.io";
import type { AgentBearers, StoredSnapshot } from "../../domains/snapshot/index.ts";
import { LatestSender } from "./latest-sender.ts";

const ackTimeoutMs = 10_000;

/** Sends one agent its bearers. */
export function bearerSender(
  socket: Socket,
  onAnswer: (ack: DesiredStateAck) => void,
): LatestSender<AgentBearers> {
  return new LatestSender({
    keyOf: ({ version }) => version,
    send: async ({ envelope }) => ask(socket, agentEvents.bearers, await inTurn(envelope)),
    onAnswer: (_bearers, ack) => onAnswer(ack),
  });
}

/** Sends one agent its snapshots, each after the bearers that are on their way: a gateway shows them to the nodes that it names. */
export function snapshotSender(
  socket: Socket,
  bearers: LatestSender<AgentBearers>,
  onAnswer: (snapshot: StoredSnapshot, ack: DesiredStateAck) => void,
): LatestSender<StoredSnapshot> {
  return new LatestSender({
    keyOf: ({ position }) => placeOf(position),
    send: async ({ envelope }) => {
      await bearers.settled();
      return ask(socket, agentEvents.desiredState, envelope);
    },
    onAnswer,
  });
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One after another, with room for everything else in between: the HMACs of a whole fleet take half a second. */
function inTurn<T>(write: () => T): Promise<T> {
  const written = lastTurn.then(() => nextTurn()).then(write);
  lastTurn = written.catch(() => undefined);
  return written;
}

/** A position as the key of what stands there. */
export function placeOf({ epoch, revision }: Position): string {
  return `${epoch}/${revision}`;
}

async function ask(socket: Socket, event: string, message: unknown): Promise<DesiredStateAck | null> {
  return DesiredStateAck.safeParse(await emit(socket, event, message, ackTimeoutMs)).data ?? null;
}

/** Undefined when no answer came in time, or the socket closed. */
export async function emit(
  socket: Socket,
  event: string,
  message: unknown,
  timeoutMs: number,
): Promise<unknown> {
  return socket
    .timeout(timeoutMs)
    .emitWithAck(event, message)
    .catch(() => undefined);
}
