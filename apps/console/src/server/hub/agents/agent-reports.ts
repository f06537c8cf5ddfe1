import { randomUUID } from "node:crypto";
import type { DesiredStateAck, KeyCounts, ObservedState } from "@meridian/contracts/wire";
import type { Agent, Db } from "@meridian/db";
import type { Logger } from "../../boot/logger.ts";
import type { ConsoleCounters } from "../../domains/console-counters.ts";
import { type KeyUse, recordKeyUse } from "../../domains/clients/index.ts";
import type { ChangeSignal } from "../../domains/context.ts";
import {
  type AckInput,
  type ObservedInput,
  recordAcks,
  recordObserved,
  recordProven,
} from "../../domains/fleet/index.ts";
import { findAhead, type StoredSnapshot } from "../../domains/snapshot/index.ts";
import type { LiveStore } from "../live/live-store.ts";
import type { Put, WriteQueue } from "./writes/write-queue.ts";

export type ObservedKind = "agent.connected" | "agent.acked" | "agent.observed" | "agent.presence";

export type ReportOptions = {
  db: Db;
  logger: Logger;
  changes: ChangeSignal;
  counters: ConsoleCounters;
  live: LiveStore;
  writes: WriteQueue;
  now: () => number;
  /** Called when what agents report of themselves changed. */
  onObserved: (kind: ObservedKind) => void;
};

/** `connectedAtMs`: of the link it came on. Changes committed before it say nothing about convergence. */
type HeardAck = AckInput & { connectedAtMs: number };
/** The last use of a key is stored to the minute. */
const useStepMs = 60_000;
/** Beyond it they are stored once more than needed. */
const usesKept = 4000;

type ProvenNode = { nodeId: string; gatewayId: string };

/** Writes what agents report, through the hub's queue: acknowledgements, observed state, and nodes found ready. */
export class AgentReports {
  private readonly writeObserved: Put<ObservedInput>;
  private readonly writeAck: Put<HeardAck>;
  private readonly writeProven: Put<ProvenNode>;
  private readonly writeKeyUse: Put<KeyUse>;
  private readonly usedAtMs = new Map<string, number>();

  constructor(private readonly options: ReportOptions) {
    const { db, writes, onObserved } = options;
    this.writeObserved = writes.lane("observed", async (inputs) => {
      if (await recordObserved(db, inputs)) onObserved("agent.observed");
      await this.judgeAhead(inputs);
    });
    this.writeProven = writes.lane("proven", (nodes) => this.writeProvenNodes(nodes), { atOnce: 1 });
    this.writeKeyUse = writes.lane("key use", (uses) => recordKeyUse(db, uses));
    this.writeAck = writes.lane("ack", (inputs) => this.writeAcks(inputs));
  }

  observed({ id: agentId, regionId, role }: Agent, observed: ObservedState): void {
    const at = new Date(this.options.now());
    this.writeObserved(agentId, { agentId, regionId, observed, at });
    if (role !== "gateway") return;
    // Each costs a transaction: ids that are made up would fill the queue.
    const proven = (observed.proven ?? []).filter((nodeId) => this.options.live.isKnown(nodeId));
    for (const nodeId of proven) this.writeProven(nodeId, { nodeId, gatewayId: agentId });
  }

  acked(
    { id: agentId }: Agent,
    { position }: StoredSnapshot,
    ack: DesiredStateAck,
    connectedAtMs: number,
  ): void {
    const { logger, now } = this.options;
    if (ack.outcome !== "applied") logger.warn({ agentId, ack }, "desired state not applied");
    this.writeAck(agentId, { agentId, sent: position, ack, at: new Date(now()), connectedAtMs });
  }

  keysUsed(keys: readonly KeyCounts[]): void {
    const nowMs = this.options.now();
    if (this.usedAtMs.size > usesKept) this.usedAtMs.clear();
    for (const [keyId, requests] of keys) {
      if (requests === 0 || nowMs - (this.usedAtMs.get(keyId) ?? 0) < useStepMs) continue;
      this.usedAtMs.set(keyId, nowMs);
      this.writeKeyUse(keyId, { keyId, at: new Date(nowMs) });
    }
  }

  private async writeAcks(inputs: readonly HeardAck[]): Promise<void> {
    const { db, counters, onObserved } = this.options;
    const recorded = await recordAcks(db, inputs);
    const byAgent = new Map(inputs.map((input) => [input.agentId, input]));
    for (const { agentId, committedAt } of recorded) {
      const input = byAgent.get(agentId);
      const isOfThisLink = input && committedAt && committedAt.getTime() >= input.connectedAtMs;
      if (isOfThisLink) counters.convergence.record(input.at.getTime() - committedAt.getTime());
    }
    if (recorded.length > 0) onObserved("agent.acked");
  }

  /** An agent that obeys what the database does not have yet was told by a later state of it: before a restore. */
  private async judgeAhead(inputs: readonly ObservedInput[]): Promise<void> {
    const { db, live, logger } = this.options;
    const applied = inputs.flatMap(({ agentId, observed }) =>
      observed.applied ? [[agentId, observed.applied] as const] : [],
    );
    const ahead = await findAhead(db, new Map(applied));
    for (const [agentId, position] of applied) {
      if (!live.markAhead(agentId, ahead.has(agentId))) continue;
      const name = live.nameOf(agentId);
      logger.error(
        { agentId, name, applied: position },
        "an agent is ahead of the database: after a restore run `npm run admin -- raise-epoch`",
      );
    }
  }

  private async writeProvenNodes(nodes: readonly ProvenNode[]): Promise<void> {
    const { db, logger, changes, now } = this.options;
    for (const { nodeId, gatewayId } of nodes) {
      const actor = { type: "agent", id: gatewayId } as const;
      const ctx = { db, logger, changes, actor, requestId: randomUUID(), now: () => new Date(now()) };
      await recordProven({ ctx, input: { nodeId } });
    }
  }
}
