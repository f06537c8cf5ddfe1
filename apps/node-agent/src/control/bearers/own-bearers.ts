import {
  Bearers,
  bearersSchemaVersion,
  comparePositions,
  type DesiredStateAck,
  type Position,
  SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { AgentIdentity, DataPlane } from "../../data-plane.ts";
import type { BearerStore } from "./bearer-store.ts";
import { faultOf, nack, openEnvelope, type Opened, positionOf } from "../envelope.ts";
import { SnapshotSaver } from "../snapshot-saver.ts";
import { failureOf } from "@meridian/contracts/process";

/** The bearers of this agent: taken from the console, used by the data plane, kept on disk for when the console is away. */
export class OwnBearers {
  private current: Position | null = null;
  private heldVersion: string | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly saver: SnapshotSaver;

  constructor(
    private readonly agent: AgentIdentity,
    private readonly plane: Pick<DataPlane, "useBearers">,
    private readonly store: BearerStore,
    private readonly logger: Logger,
  ) {
    this.saver = new SnapshotSaver(store, logger, { unsaved: "the bearers in effect are not on disk" });
  }

  /** Of the bearers in use; undefined while the console has to send them. */
  get version(): string | undefined {
    return this.heldVersion;
  }

  get problem(): string | null {
    return this.saver.problem;
  }

  onProblemChange(listener: () => void): void {
    this.saver.onProblemChange(listener);
  }

  stop(): void {
    this.saver.stop();
  }

  async restore(): Promise<void> {
    const envelope = await this.store.load();
    if (!envelope) return;
    const checked = await this.check(envelope);
    const result = checked.ok ? await this.plane.useBearers(checked.value, true) : checked;
    if (!checked.ok || !result.ok) {
      this.logger.error({ result }, "stored bearers were refused; waiting for those of the console");
      return;
    }
    const { value: bearers } = checked;
    this.current = positionOf(bearers);
    // What was leaving then is not taken back: the console, if it is there, says how long it still is.
    const isWhole = bearers.role === "gateway" || bearers.leaving.length === 0;
    this.heldVersion = isWhole ? bearers.version : undefined;
  }

  /** One at a time, in order of arrival. */
  accept(message: unknown): Promise<DesiredStateAck> {
    const answer = this.turn
      .then(() => this.decide(message))
      .catch((error: unknown) => {
        this.logger.error({ err: error }, "bearers could not be taken now");
        return nack({
          field: "",
          reason: `not now, to be tried again: ${failureOf(error)}`,
          isTransient: true,
        });
      });
    this.turn = answer;
    return answer;
  }

  private async decide(message: unknown): Promise<DesiredStateAck> {
    const parsed = SnapshotEnvelope.safeParse(message);
    if (!parsed.success) return nack(faultOf(parsed.error));
    const checked = await this.check(parsed.data);
    if (!checked.ok) return nack(checked);
    const { value: bearers } = checked;
    const position = positionOf(bearers);
    // At the same position the newer message is right: bearers end by time, without a change.
    if (this.current && comparePositions(position, this.current) < 0) {
      return { outcome: "stale", applied: this.current };
    }
    const result = await this.plane.useBearers(bearers, false);
    if (!result.ok) return nack(result);
    this.current = position;
    this.heldVersion = bearers.version;
    this.logger.info({ position }, "bearers taken");
    await this.saver.save(position, parsed.data);
    return { outcome: "applied", ...position };
  }

  private check(envelope: SnapshotEnvelope): Promise<Opened<Bearers>> {
    return openEnvelope(envelope, Bearers, { schemaVersion: bearersSchemaVersion, agentId: this.agent.id });
  }
}
