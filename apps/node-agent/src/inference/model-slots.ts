import {
  AppError,
  type DesiredModel,
  isAppError,
  type ObservedSlot,
  type Precision,
  type SlotStatus,
} from "@meridian/contracts";
import { isModelError } from "@meridian/model";
import type { Logger } from "pino";
import type { ActualModels, ModelAction, SlotKey } from "../control/plan.ts";
import { slotKey } from "../control/plan.ts";
import type { ModelExecutor } from "../control/reconciler.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { ModelStore } from "./model-store.ts";

/** How long a version may take to finish what it has before it leaves. */
const unloadDeadlineMs = 60_000;

type Slot = {
  model: DesiredModel;
  status: SlotStatus;
  reason: string | null;
  /** Verified files. */
  folder: string | null;
  loaded: LoadedModel | null;
};

export type ModelSlotsOptions = {
  store: ModelStore;
  load: (model: DesiredModel, folder: string, onReplacing: OnReplacing) => Promise<LoadedModel>;
  onChange: () => void;
  logger: Logger;
};
type OnReplacing = (isReplacing: boolean, reason: string) => void;

/** The model versions of a node, side by side, each fetching → verifying → loading → warming → ready. */
export class ModelSlots implements ModelExecutor {
  private readonly slots = new Map<SlotKey, Slot>();
  private currentDefault: SlotKey | null = null;

  constructor(private readonly options: ModelSlotsOptions) {}

  actual(): ActualModels {
    const slots = [...this.slots].map(([key, { loaded, folder }]) => {
      return { key, stage: loaded ? ("ready" as const) : folder ? ("stored" as const) : ("empty" as const) };
    });
    return { slots, defaultKey: this.currentDefault };
  }

  async execute(action: ModelAction, signal: AbortSignal): Promise<void> {
    if (action.kind === "fetch") return this.fetch(action.model, signal);
    if (action.kind === "load") return this.load(action.model, signal);
    if (action.kind === "unload") return this.unload(action.key);
    this.currentDefault = action.key;
    this.options.onChange();
  }

  observed(): ObservedSlot[] {
    return [...this.slots.values()].map(({ model, status, reason, loaded }) => ({
      name: model.name,
      digest: model.digest,
      precision: model.precision,
      status,
      provider: loaded?.provider?.provider ?? null,
      reason: (reason ?? loaded?.provider?.reason ?? null)?.slice(0, 1000) ?? null,
    }));
  }

  get defaultDigest(): string | null {
    return this.defaultSlot()?.model.digest ?? null;
  }

  get defaultPrecision(): Precision | null {
    return this.defaultSlot()?.model.precision ?? null;
  }

  /** True when requests without a version are answered. */
  get isReady(): boolean {
    return this.defaultSlot()?.status === "ready";
  }

  loadedModels(): LoadedModel[] {
    return [...this.slots.values()].flatMap(({ loaded }) => loaded ?? []);
  }

  /** The version asked for by name or digest, else the default. Throws NOT_FOUND or UNAVAILABLE. */
  choose(version: string | undefined): LoadedModel {
    if (version === undefined) {
      const loaded = this.defaultSlot()?.loaded;
      if (!loaded) throw new AppError("UNAVAILABLE", "no model version is ready on this node");
      return loaded;
    }
    const slots = [...this.slots.values()].filter(
      ({ model: m }) => m.digest === version || m.name === version,
    );
    if (slots.length === 0) {
      throw new AppError("NOT_FOUND", "this node holds no such version", { details: { version } });
    }
    const loaded = slots.find((slot) => slot.loaded && slot.status !== "unloading")?.loaded;
    if (!loaded) throw new AppError("UNAVAILABLE", "this version is not ready on this node");
    return loaded;
  }

  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.loadedModels().map((loaded) => loaded.close(deadlineMs)));
  }

  private defaultSlot(): Slot | undefined {
    return this.currentDefault === null ? undefined : this.slots.get(this.currentDefault);
  }

  private fetch(model: DesiredModel, signal: AbortSignal): Promise<void> {
    const slot = this.slotOf(model);
    return this.orFail(slot, async () => {
      this.enter(slot, "fetching");
      const folder = await this.options.store.obtain(model, signal);
      this.enter(slot, "verifying");
      await this.options.store.verify(folder, model);
      slot.folder = folder;
    });
  }

  private load(model: DesiredModel, signal: AbortSignal): Promise<void> {
    const slot = this.slotOf(model);
    return this.orFail(slot, async () => {
      const { folder } = slot;
      if (!folder) throw new AppError("INTERNAL", "a model was to be loaded before it was fetched");
      this.enter(slot, "loading");
      const loaded = await this.options.load(model, folder, (isReplacing, reason) =>
        this.onReplacing(slot, isReplacing, reason),
      );
      this.enter(slot, "warming");
      await loaded.warm().catch(async (error: unknown) => {
        await loaded.close(0);
        throw error;
      });
      if (signal.aborted) return loaded.close(0);
      slot.loaded = loaded;
      this.enter(slot, "ready");
    });
  }

  private async unload(key: SlotKey): Promise<void> {
    const slot = this.slots.get(key);
    if (!slot) return;
    this.enter(slot, "unloading");
    await slot.loaded?.close(unloadDeadlineMs);
    this.slots.delete(key);
    this.options.onChange();
  }

  private onReplacing(slot: Slot, isReplacing: boolean, reason: string): void {
    if (!slot.loaded || slot.status === "unloading") return;
    if (isReplacing) this.enter(slot, "loading", `the engine was ${reason} and is being replaced`);
    else this.enter(slot, "ready");
  }

  private slotOf(model: DesiredModel): Slot {
    const key = slotKey(model);
    const slot = this.slots.get(key) ?? {
      model,
      status: "fetching",
      reason: null,
      folder: null,
      loaded: null,
    };
    this.slots.set(key, slot);
    return slot;
  }

  private enter(slot: Slot, status: SlotStatus, reason: string | null = null): void {
    slot.status = status;
    slot.reason = reason;
    const { name, digest, precision } = slot.model;
    this.options.logger.info({ name, digest, precision, status, reason }, "model version");
    this.options.onChange();
  }

  /** A failed step is tried again from the beginning: the files may have been the fault. */
  private async orFail(slot: Slot, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      slot.folder = null;
      this.enter(slot, "failed", reasonOf(error));
      throw error;
    }
  }
}

/** Errors with a code are written for people; others are named as what they are. */
function reasonOf(error: unknown): string {
  return isAppError(error) || isModelError(error) ? error.message : String(error);
}
