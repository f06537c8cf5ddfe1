import { AppError, isAppError } from "@meridian/contracts/errors";
import type { Precision } from "@meridian/contracts/fleet";
import type { DesiredModel, ObservedSlot, SlotStatus } from "@meridian/contracts/wire";
import { isModelError } from "@meridian/model";
import type { Logger } from "pino";
import { type ActualModels, type ModelAction, slotKey, type SlotKey } from "../../control/plan.ts";
import type { ModelExecutor } from "../../control/reconciler.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { ModelStore } from "./model-store.ts";

/** How long a version may take to finish its requests before it is unloaded. */
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
  load: (model: DesiredModel, folder: string, onDown: OnDown) => Promise<LoadedModel>;
  onChange: () => void;
  logger: Logger;
};
/** The version has no engine (`true`), or one again. */
type OnDown = (isDown: boolean, reason: string) => void;

/** The model versions of a node, side by side, each fetching → verifying → loading → warming → checked and ready. */
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
    this.options.logger.info({ slot: action.key }, "default version");
    this.options.onChange();
  }

  observed(): ObservedSlot[] {
    return [...this.slots.values()].map(({ model, status, reason, loaded }) => ({
      name: model.name,
      digest: model.digest,
      precision: model.precision,
      status,
      provider: loaded?.provider?.provider ?? null,
      reason: (reason ?? loaded?.note ?? loaded?.provider?.reason ?? null)?.slice(0, 1000) ?? null,
      ...(loaded && { layout: loaded.layout, benchmark: loaded.benchmark }),
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

  /** Versions that requests may ask for now. */
  answerable(): { name: string; digest: string }[] {
    const open = [...this.slots.values()].filter(({ loaded, status }) => loaded && status !== "unloading");
    return open.map(({ model: { name, digest } }) => ({ name, digest }));
  }

  loadedModels(): LoadedModel[] {
    return [...this.slots.values()].flatMap(({ loaded }) => loaded ?? []);
  }

  /** True from before its files are fetched until it is unloaded. */
  holds(digest: string): boolean {
    return [...this.slots.values()].some(({ model }) => model.digest === digest);
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
    return this.orFail(slot, signal, async () => {
      this.enter(slot, "fetching");
      const folder = await this.options.store.obtain(model, signal);
      this.enter(slot, "verifying");
      await this.options.store.verify(folder, model);
      signal.throwIfAborted();
      slot.folder = folder;
    });
  }

  private load(model: DesiredModel, signal: AbortSignal): Promise<void> {
    const slot = this.slotOf(model);
    return this.orFail(slot, signal, async () => {
      const { folder } = slot;
      if (!folder) throw new AppError("INTERNAL", "a model was to be loaded before it was fetched");
      this.enter(slot, "loading");
      const loaded = await this.options.load(model, folder, (isDown, reason) =>
        this.onDown(slot, isDown, reason),
      );
      await this.prove(slot, loaded, signal).catch(async (error: unknown) => {
        await loaded.close(0);
        throw error;
      });
      slot.loaded = loaded;
      this.enter(slot, "ready");
    });
  }

  /** Warms and checks a version before any request may reach it. */
  private async prove(slot: Slot, loaded: LoadedModel, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.enter(slot, "warming");
    await loaded.warm();
    await loaded.check();
    signal.throwIfAborted();
  }

  private async unload(key: SlotKey): Promise<void> {
    const slot = this.slots.get(key);
    if (!slot) return;
    this.enter(slot, "unloading");
    await slot.loaded?.close(unloadDeadlineMs);
    this.slots.delete(key);
    this.options.onChange();
  }

  private onDown(slot: Slot, isDown: boolean, reason: string): void {
    if (!slot.loaded || slot.status === "unloading") return;
    if (isDown) this.enter(slot, "loading", `the engine is being replaced: ${reason}`);
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
  private async orFail(slot: Slot, signal: AbortSignal, step: () => Promise<void>): Promise<void> {
    const fail = (error: unknown) => {
      slot.folder = null;
      this.enter(slot, "failed", reasonOf(error));
    };
    const onAbort = () => fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await step();
    } catch (error) {
      if (!signal.aborted) fail(error);
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}

/** Errors with a code are written for people; others are named as what they are. */
function reasonOf(error: unknown): string {
  return isAppError(error) || isModelError(error) ? error.message : String(error);
}
