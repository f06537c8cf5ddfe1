import type { InferenceSnapshot } from "@meridian/contracts/wire";
import { planModels, slotKey } from "../control/plan.ts";
import type { ApplyResult, Outcome } from "../data-plane.ts";
import type { ModelSlots } from "./models/model-slots.ts";

/** The first contradiction among a snapshot's models; null when there is none. */
export function modelsProblem({ models, defaultDigest }: InferenceSnapshot): ApplyResult | null {
  const keys = models.map(slotKey);
  const twice = keys.findIndex((key, i) => keys.indexOf(key) !== i);
  if (twice >= 0) {
    return { ok: false, field: `models.${twice}`, reason: "the same version and precision twice" };
  }
  if (defaultDigest !== null && !models.some(({ digest }) => digest === defaultDigest)) {
    return { ok: false, field: "defaultDigest", reason: "expected the digest of one of the models" };
  }
  return null;
}

/** How far the node's models are from what its snapshot asks for. */
export function modelsOutcome(snapshot: InferenceSnapshot | null, slots: ModelSlots): Outcome {
  if (!snapshot) return { outcome: "converging", reason: "no snapshot yet" };
  const observed = slots.observed();
  const failed = observed.find(({ status }) => status === "failed");
  if (failed) {
    const outcome = slots.isReady ? "degraded" : "failed";
    return { outcome, reason: `${failed.name}: ${failed.reason ?? "failed"}`.slice(0, 1000) };
  }
  const isDone = planModels(snapshot, slots.actual()).length === 0;
  const busy = observed.find(({ status }) => status !== "ready");
  if (isDone && !busy) return { outcome: "converged", reason: null };
  return { outcome: "converging", reason: busy ? `${busy.name}: ${busy.status}` : null };
}
