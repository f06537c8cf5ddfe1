import {
  comparePositions,
  type DesiredStateAck,
  type Position,
  Snapshot,
  SnapshotEnvelope,
  snapshotSchemaVersion,
} from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { AgentIdentity, DataPlane } from "../data-plane.ts";
import { faultOf, nack, openEnvelope, type Opened, positionOf } from "./envelope.ts";
import { SnapshotSaver } from "./snapshot-saver.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import type { UnsavedSnapshot } from "./unsaved-mark.ts";
import { failureOf } from "@meridian/contracts/process";

/** Decides about each snapshot that arrives: applied, refused with a reason, for good or for now, or stale. */
export class DesiredState {
  private current: Position | null = null;
  private scrapers: readonly string[] = [];
  private lost: string | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly saver: SnapshotSaver;

  constructor(
    private readonly agent: AgentIdentity,
    private readonly plane: DataPlane,
    private readonly store: SnapshotStore,
    private readonly logger: Logger,
  ) {
    this.saver = new SnapshotSaver(store, logger);
  }

  get applied(): Position | null {
    return this.current;
  }

  /** sha256 of the tokens that open `/metrics`; none: it is open on loopback alone. */
  get scrapeTokens(): readonly string[] {
    return this.scrapers;
  }

  /** Why the snapshot in effect is not on disk, or is older than the one before the restart; null: neither. */
  get problem(): string | null {
    return this.saver.problem ?? this.lost;
  }

  onProblemChange(listener: () => void): void {
    this.saver.onProblemChange(listener);
  }

  stop(): void {
    this.saver.stop();
  }

  /**
   * Comes up by the newest stored snapshot that still parses and that the data plane accepts. Where a newer one was in effect that
   * the disk did not take, API keys stay asked for if that one asked for them: a full disk must open nothing.
   */
  async restore(): Promise<void> {
    const { unsaved } = this.store;
    const reason = "no room could be reserved for a mark of unsaved snapshots";
    await unsaved.reserve().catch((error: unknown) => this.logger.warn({ reason: failureOf(error) }, reason));
    for (const envelope of await this.store.load()) {
      const checked = await this.check(envelope);
      const lost = checked.ok ? await unsaved.newerThan(positionOf(checked.value)) : null;
      const result = checked.ok ? await this.plane.apply(keepingKeys(checked.value, lost)) : checked;
      if (checked.ok && result.ok) {
        this.obey(checked.value);
        this.logger.info({ position: this.current }, "running by the last known good snapshot");
        if (lost) this.tellLost(lost);
        return;
      }
      this.logger.error({ result }, "stored snapshot was refused; trying the one before");
    }
  }

  /** One snapshot at a time, in order of arrival. */
  accept(message: unknown): Promise<DesiredStateAck> {
    const answer = this.turn
      .then(() => this.decide(message))
      .catch((error: unknown) => {
        // Not the snapshot's fault, so it may pass: the console sends it again.
        this.logger.error({ err: error }, "snapshot could not be applied now");
        const reason = `not now, to be tried again: ${failureOf(error)}`;
        return nack({ field: "", reason, isTransient: true });
      });
    this.turn = answer;
    return answer;
  }

  private async decide(message: unknown): Promise<DesiredStateAck> {
    const parsed = SnapshotEnvelope.safeParse(message);
    if (!parsed.success) return nack(faultOf(parsed.error));
    const checked = await this.check(parsed.data);
    if (!checked.ok) return nack(checked);
    const position = positionOf(checked.value);
    if (this.current && comparePositions(position, this.current) <= 0) {
      return { outcome: "stale", applied: this.current };
    }
    return this.apply(checked.value, position, parsed.data);
  }

  private async apply(
    snapshot: Snapshot,
    position: Position,
    envelope: SnapshotEnvelope,
  ): Promise<DesiredStateAck> {
    const result = await this.plane.apply(snapshot);
    if (!result.ok) return nack(result);
    this.obey(snapshot);
    // It is in effect whether it can be saved or not: refusing it now would tell the console otherwise.
    await this.saver.save(position, envelope);
    this.lost = null;
    if (this.saver.problem !== null) this.mark(snapshot, position);
    return { outcome: "applied", ...position };
  }

  /** Not awaited: a disk that hangs answers this no more than the rest. */
  private mark(snapshot: Snapshot, position: Position): void {
    const asksForKeys = snapshot.role === "gateway" && snapshot.clientKeys?.isAsked === true;
    this.store.unsaved.write({ ...position, asksForKeys }).catch((error: unknown) => {
      const reason = failureOf(error);
      this.logger.warn({ reason }, "after a restart nothing will tell that this snapshot was in effect");
    });
  }

  private tellLost({ asksForKeys, ...position }: UnsavedSnapshot): void {
    const { epoch, revision } = position;
    this.lost = `an older snapshot is in effect than before the restart (${epoch}/${revision}), which the disk did not take`;
    const keys = asksForKeys ? "; API keys are asked for, as by that one" : "";
    this.logger.error({ position: this.current, lost: position }, `${this.lost}${keys}`);
  }

  private obey(snapshot: Snapshot): void {
    this.current = positionOf(snapshot);
    this.scrapers = snapshot.scrapeTokens ?? [];
  }

  private check(envelope: SnapshotEnvelope): Promise<Opened<Snapshot>> {
    return openEnvelope(envelope, Snapshot, { schemaVersion: snapshotSchemaVersion, agentId: this.agent.id });
  }
}

function keepingKeys(snapshot: Snapshot, lost: UnsavedSnapshot | null): Snapshot {
  if (!lost?.asksForKeys || snapshot.role !== "gateway") return snapshot;
  return { ...snapshot, clientKeys: { keys: snapshot.clientKeys?.keys ?? [], isAsked: true } };
}
