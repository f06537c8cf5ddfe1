import type { Socket as IoSocket } from "socket.io";
import { TokenBucket } from "./agents/token-bucket.ts";

export type Connection = IoSocket["conn"];
type Packet = { type: string; data?: unknown };

const mebibyte = 2 ** 20;

/** What one agent may send in all: a frame is two packets, and what it kept for a minute may come at once. */
export const agentRates = {
  packet: { perSecond: 60, burst: 600 },
  bytes: { perSecond: 2 * mebibyte, burst: 64 * mebibyte },
} as const;

/**
 * What a connection may send, whoever it is: joining and leaving, events, answers, pongs. A page sends next to nothing. More than
 * an agent's own budget, so that an agent is told the reason before.
 */
export const connectionRates = {
  packet: { perSecond: 120, burst: 1200 },
  bytes: { perSecond: 4 * mebibyte, burst: 128 * mebibyte },
} as const;

/** An event that asks for an answer pays for one of the largest size, with its attachments. */
export const answerCredit = { packets: 3, bytes: mebibyte } as const;

type Watch = { onReceived: (bytes: number) => void; onAsked: () => void };
/** socket.io's EVENT and BINARY_EVENT with the number that the answer is to carry, behind the namespace. */
const askingEvent = /^(2|5\d+-)(\/[^,]*,)?\d+\[/;

/** Tells of a connection's packets before anything of them is parsed. */
export function watchPackets(connection: Connection, { onReceived, onAsked }: Watch): void {
  connection.on("packet", ({ data }: Packet) => onReceived(bytesOf(data)));
  connection.on("packetCreate", ({ data }: Packet) => {
    if (typeof data === "string" && askingEvent.test(data)) onAsked();
  });
}

/** Closes a connection that sends more than it may. Nothing that it sent after that is read. */
export function limitConnection(connection: Connection, nowMs: () => number, onOverdrawn: () => void): void {
  const packets = new TokenBucket(connectionRates.packet, nowMs());
  const bytes = new TokenBucket(connectionRates.bytes, nowMs());
  watchPackets(connection, {
    onReceived: (length) => {
      if (connection.readyState !== "open") return;
      if (packets.take(nowMs()) && bytes.take(nowMs(), length)) return;
      connection.close(true);
      onOverdrawn();
    },
    onAsked: () => {
      packets.give(answerCredit.packets, nowMs());
      bytes.give(answerCredit.bytes, nowMs());
    },
  });
}

function bytesOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0;
}
