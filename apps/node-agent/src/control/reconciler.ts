import { AppError } from "@meridian/contracts/errors";
import { TimeoutError, within } from "@meridian/contracts/wait";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { doublingMs } from "./backoff.ts";
import {
  type ActualModels,
  type DesiredModels,
  type ModelAction,
  noSlot,
  planModels,
  type SlotKey,
  slotKey,
} from "./plan.ts";

const retryMaxMs = 60_000;
/** An action that takes longer counts as failed. An hour for downloads: one that stalls ends sooner by itself. */
const timeoutMs: Record<ModelAction["kind"], number> = {
  fetch: 3_600_000,
  load: 300_000,
  "set-default": 1000,
  unload: 120_000,
};

/**
 * What the reconciler moves. Each call does one action to the end, or throws and leaves what serves untouched. An
 * action that ends after its signal was aborted changes nothing.
 */
export interface ModelExecutor {
  actual(): ActualModels;
  execute(action: ModelAction, signal: AbortSignal): Promise<void>;
}

type Failure = { attempts: number; retryAt: number };

/** Brings a node to what is desired, one action at a time; plans anew after each, so a newer desire wins at once. */
export class Reconciler {
  private desired: DesiredModels | null = null;
  private running: { action: ModelAction; abort: AbortController } | null = null;
  private readonly failures = new Map<SlotKey, Failure>();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private turn: Promise<void> | null = null;

  constructor(
    private readonly executor: ModelExecutor,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Replaces what is desired and aborts work on a model that is no longer wanted. */
  setDesired(desired: DesiredModels): void {
    this.desired = desired;
    this.failures.clear();
    if (this.running && !isWanted(this.running.action, desired)) {
      this.running.abort.abort(new AppError("CONFLICT", "a newer snapshot no longer wants it"));
    }
    this.wake();
  }

  /** Aborts the running action; an engine that is just opening ends itself once it is up. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.running?.abort.abort();
  }

  private wake(): void {
    clearTimeout(this.timer);
    if (this.turn || this.isStopped) return;
    this.turn = this.work().finally(() => {
      this.turn = null;
      if (this.next()) this.wake();
      else this.waitForRetry();
    });
  }

  private async work(): Promise<void> {
    for (;;) {
      const action = this.next();
      if (!action) return;
      await this.run(action);
    }
  }

  private next(): ModelAction | undefined {
    if (this.isStopped || !this.desired) return undefined;
    return planModels(this.desired, this.executor.actual(), this.held())[0];
  }

  private async run(action: ModelAction): Promise<void> {
    const abort = new AbortController();
    this.running = { action, abort };
    try {
      await within({ ms: timeoutMs[action.kind], what: `${action.kind} to end` }, (late) =>
        this.executor.execute(action, AbortSignal.any([abort.signal, late])),
      );
      // Planned again at once, it would be done for ever, without a pause.
      if (isSame(this.next(), action)) throw new Error(`${action.kind} ended without an effect`);
      if (action.kind !== "fetch") this.failures.delete(keyOf(action));
    } catch (error) {
      if (!abort.signal.aborted || error instanceof TimeoutError) this.onFailure(action, error);
    } finally {
      this.running = null;
    }
  }

  private onFailure(action: ModelAction, error: unknown): void {
    const key = keyOf(action);
    const attempts = (this.failures.get(key)?.attempts ?? 0) + 1;
    const waitMs = doublingMs(attempts - 1, retryMaxMs);
    this.failures.set(key, { attempts, retryAt: this.clock.now() + waitMs });
    this.logger.error({ action: action.kind, slot: key, waitMs, err: error }, "model action failed");
  }

  private held(): Set<SlotKey> {
    const now = this.clock.now();
    return new Set([...this.failures].filter(([, { retryAt }]) => retryAt > now).map(([key]) => key));
  }

  private waitForRetry(): void {
    const now = this.clock.now();
    const waits = [...this.failures.values()].map(({ retryAt }) => retryAt - now).filter((ms) => ms > 0);
    if (this.isStopped || waits.length === 0) return;
    this.timer = setTimeout(() => this.wake(), Math.ceil(Math.min(...waits)));
  }
}

function keyOf(action: ModelAction): SlotKey {
  return "model" in action ? slotKey(action.model) : (action.key ?? noSlot);
}

function isSame(one: ModelAction | undefined, other: ModelAction): boolean {
  return one !== undefined && one.kind === other.kind && keyOf(one) === keyOf(other);
}

function isWanted(action: ModelAction, desired: DesiredModels): boolean {
  if (!("model" in action)) return true;
  const key = slotKey(action.model);
  return desired.models.some((model) => slotKey(model) === key);
}
