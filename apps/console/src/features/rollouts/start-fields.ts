import { type ModelVersionView, RolloutGates, StartRolloutInput } from "@meridian/contracts/api";
import { Precision } from "@meridian/contracts/fleet";
import { z } from "zod";
import { NumberText } from "@/client/format/number-text.ts";

/** Regions in the order the rollout takes them, and whether it takes them at all. */
const RegionChoice = z.object({ id: z.string(), isIncluded: z.boolean() });
export type RegionChoice = z.infer<typeof RegionChoice>;

const { bakeSeconds, reason } = StartRolloutInput.shape;
const gates = RolloutGates.shape;

/** A rollout to be started as it is typed, read into what the console is asked for. */
export const StartFields = z
  .object({
    modelVersionId: z.string(),
    precision: Precision,
    regions: z
      .array(RegionChoice)
      .transform((choices) => choices.filter(({ isIncluded }) => isIncluded).map(({ id }) => id))
      .pipe(StartRolloutInput.shape.regionIds),
    bakeSeconds: NumberText.pipe(bakeSeconds.unwrap()),
    errorPercentMax: NumberText.transform((percent) => percent / 100).pipe(gates.errorShareMax.unwrap()),
    p95RatioMax: NumberText.pipe(gates.p95RatioMax.unwrap()),
    requestsMin: NumberText.pipe(gates.requestsMin.unwrap()),
    reason,
  })
  .transform(({ regions, errorPercentMax, p95RatioMax, requestsMin, ...input }): StartRolloutInput => ({
    ...input,
    regionIds: regions,
    gates: { errorShareMax: errorPercentMax, p95RatioMax, requestsMin },
  }));
export type StartFields = z.input<typeof StartFields>;

const gateDefaults = RolloutGates.parse({});
const bakeSecondsDefault = 120;

export function initialFields(version: ModelVersionView, regionIds: readonly string[]): StartFields {
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

export function moved(choices: readonly RegionChoice[], id: string, by: -1 | 1): RegionChoice[] {
  const from = choices.findIndex((choice) => choice.id === id);
  const to = from + by;
  const [choice, other] = [choices[from], choices[to]];
  if (!choice || !other) return [...choices];
  return choices.with(from, other).with(to, choice);
}

export function toggled(choices: readonly RegionChoice[], id: string): RegionChoice[] {
  return choices.map((choice) => (choice.id === id ? { id, isIncluded: !choice.isIncluded } : choice));
}
