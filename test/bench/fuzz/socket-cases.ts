import { encode } from "@msgpack/msgpack";
import { within } from "@meridian/contracts/wait";
import { agentEvents, agentNamespace, operatorNamespace } from "@meridian/contracts/wire";
import { io, type Socket } from "socket.io-client";
import type { SimIdentity } from "../../sim/agents/sim-agent.ts";
import type { Tried } from "./api-cases.ts";
import type { Nasty } from "./nasty.ts";

const answerMs = 5000;
const events = [...Object.values(agentEvents), "disconnect-me", "message"];
const hash = "0".repeat(64);

/** Messages of agents, right and wrong, over links that are opened anew whenever the hub closed them. */
export class SocketCases {
  private readonly links: { identity: SimIdentity; socket: Socket | null }[];
  private next = 0;

  constructor(
    private readonly url: string,
    identities: readonly SimIdentity[],
  ) {
    this.links = identities.map((identity) => ({ identity, socket: null }));
  }

  async agent(nasty: Nasty): Promise<Tried> {
    const link = this.links[this.next++ % this.links.length];
    if (!link) throw new Error("no identities");
    const auth = nasty.isChance(0.02) ? nasty.value() : link.identity;
    if (!link.socket?.connected) link.socket = await this.join(agentNamespace, { auth: auth as object });
    if (!link.socket) return { where: "socket join", sent: auth, status: null };
    const event = nasty.oneOf(events);
    const message = messageOf(event, link.identity, nasty);
    const answer = await ask(link.socket, event, message);
    return { where: `socket ${event}`, sent: message, status: isInternal(answer) ? 500 : null };
  }

  /** A page that is not one of ours. */
  async operator(nasty: Nasty): Promise<Tried> {
    const cookie = nasty
      .text()
      .replace(/[^\x20-\x7e]/g, "")
      .slice(0, 500);
    const namespace = nasty.oneOf([operatorNamespace, "/", "/nowhere"]);
    const socket = await this.join(namespace, { extraHeaders: { cookie, origin: this.url } });
    socket?.disconnect();
    return { where: `socket ${namespace}`, sent: cookie, status: null };
  }

  stop(): void {
    for (const { socket } of this.links) socket?.disconnect();
  }

  /** Null when it was refused. */
  private async join(namespace: string, options: object): Promise<Socket | null> {
    const socket = io(`${this.url}${namespace}`, {
      ...{ transports: ["websocket"], reconnection: false, forceNew: true },
      ...options,
    });
    const joined = () =>
      new Promise<boolean>((resolve) => {
        socket.once("connect", () => resolve(true));
        socket.once("connect_error", () => resolve(false));
      });
    if (await within({ ms: answerMs, what: "a welcome" }, joined).catch(() => false)) return socket;
    socket.disconnect();
    return null;
  }
}

function messageOf(event: string, { role, url }: SimIdentity, nasty: Nasty): unknown {
  const right = rightMessage(event, role, url, nasty);
  const spoilt = nasty.isChance(0.5) ? spoil(right, nasty) : right;
  if (event !== agentEvents.telemetry) return spoilt;
  return nasty.isChance(0.95) ? encode(spoilt, { maxDepth: 1000 }) : spoilt;
}

function rightMessage(event: string, role: string, url: string, nasty: Nasty): unknown {
  if (event === agentEvents.telemetry) {
    const total = { stage: "total", version: nasty.text().slice(0, 100), sparse: [1, 2, 3, 4], sumMs: 9 };
    const counters = { requests: nasty.random.uniform() * 1000, ok: 5 };
    return {
      ...{ bootId: "b", seq: 1, uptimeMs: 1000, counters, gauges: { inFlight: 1 }, histograms: [total] },
      ...(role === "gateway" && { targets: [[nasty.text().slice(0, 40), 1, 1, 0]], table: 1 }),
    };
  }
  const applied = { epoch: 1, revision: "1" };
  if (event === agentEvents.hello) {
    const said = { protocol: 1, agentVersion: "1", role, capabilities: [], advertisedUrl: url, bootId: "b" };
    return { ...said, applied, effectiveHash: null, clockMs: Date.now() };
  }
  const limits = { a: 1 };
  const node = { role, isReady: true, slots: [], defaultDigest: null, limits };
  const effective = role === "gateway" ? { role, isReady: true, tableHash: null, limits } : node;
  const proven = [nasty.text().slice(0, 64)];
  return { applied, outcome: "converged", reason: nasty.text(), effectiveHash: hash, effective, proven };
}

/** One field, somewhere, becomes something else. */
function spoil(value: unknown, nasty: Nasty): unknown {
  if (typeof value !== "object" || value === null || nasty.isChance(0.2)) return nasty.value();
  const keys = Object.keys(value);
  const key = keys.length > 0 ? nasty.oneOf(keys) : "0";
  const inner = spoil((value as Record<string, unknown>)[key], nasty);
  if (Array.isArray(value)) return value.length === 0 ? [inner] : value.with(Number(key), inner);
  return { ...value, [key]: inner };
}

/** Undefined where none is due: most events have no answer. */
function ask(socket: Socket, event: string, message: unknown): Promise<unknown> {
  const isAnswered = event === agentEvents.hello || event === agentEvents.observedState;
  if (!isAnswered) return Promise.resolve(void socket.emit(event, message));
  return socket
    .timeout(answerMs)
    .emitWithAck(event, message)
    .catch(() => undefined);
}

function isInternal(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "code" in answer && answer.code === "INTERNAL";
}
