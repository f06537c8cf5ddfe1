import { type ModelVersionView, RolloutGates, StartRolloutInput } from "@meridian/contracts/api";
import type { Precision } from "@meridian/contracts/fleet";
import type { RegionChoice } from "./region-order.ts";

/** The dialog's fields as they stand; numbers as they are typed. */
export type StartDraft = {
  modelVersionId: string;
  precision: Precision;
  regions: RegionChoice[];
  bakeSeconds: string;
  errorPercentMax: string;
  p95RatioMax: string;
  requestsMin: string;
  reason: string;
};

export type DraftField =
  "regions" | "bakeSeconds" | "errorPercentMax" | "p95RatioMax" | "requestsMin" | "reason";

const gateDefaults = RolloutGates.parse({});
const bakeSecondsDefault = 120;

export function initialDraft(version: ModelVersionView, regionIds: readonly string[]): StartDraft {
  return {
    modelVersionId: version.id,
    precision: version.precisions[0] ?? "int8",
    regions: regionIds.map((id) => ({ id, isIncluded: true })),
    bakeSeconds: String(bakeSecondsDefault),
    errorPercentMax: String(gateDefaults.errorShareMax * 100),
    p95RatioMax: String(gateDefaults.p95RatioMax),
    requestsMin: String(gateDefaults.requestsMin),
    reason: "",
  };
}

const fieldByPath: Record<string, DraftField> = {
  regionIds: "regions",
  bakeSeconds: "bakeSeconds",
  "gates.errorShareMax": "errorPercentMax",
  "gates.p95RatioMax": "p95RatioMax",
  "gates.requestsMin": "requestsMin",
  reason: "reason",
};

/** The input that a draft stands for, or the fields that are not right yet. */
export function readDraft(draft: StartDraft): { input: StartRolloutInput } | { problems: DraftField[] } {
  const result = StartRolloutInput.safeParse({
    modelVersionId: draft.modelVersionId,
    precision: draft.precision,
    regionIds: draft.regions.filter(({ isIncluded }) => isIncluded).map(({ id }) => id),
    bakeSeconds: numberOf(draft.bakeSeconds),
    gates: {
      errorShareMax: numberOf(draft.errorPercentMax) / 100,
      p95RatioMax: numberOf(draft.p95RatioMax),
      requestsMin: numberOf(draft.requestsMin),
    },
    reason: draft.reason,
  });
  if (result.success) return { input: result.data };
  return { problems: result.error.issues.flatMap(({ path }) => fieldByPath[path.join(".")] ?? []) };
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
