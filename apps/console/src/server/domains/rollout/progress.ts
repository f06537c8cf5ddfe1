import { GateView, RolloutGates, RolloutState, RolloutStepState } from "@meridian/contracts/api";
import { Precision, type RegionLimit } from "@meridian/contracts/fleet";
import type { Db, ModelVersion, Prisma, Rollout as RolloutRow } from "@meridian/db";
import { z } from "zod";

/** A version at one precision. */
export const VersionRef = z.object({ modelVersionId: z.string(), precision: Precision });
export type VersionRef = z.infer<typeof VersionRef>;

const RolloutPlan = z.object({
  bakeSeconds: z.number(),
  gates: RolloutGates,
  /** What new nodes get stays: it concerns every region, and who started this may not change all. */
  keepsDefault: z.boolean().default(false),
});
type RolloutPlan = z.infer<typeof RolloutPlan>;

const Time = z.coerce.date().nullable();

export const RolloutStep = z.object({
  regionId: z.string(),
  state: RolloutStepState,
  since: Time,
  reason: z.string().nullable(),
  /** The state in which it failed; a resume retries there. */
  failedIn: RolloutStepState.nullable(),
  /** When its nodes were first told to answer with the new version. */
  switchedAt: Time,
  /** An operator resumed it although its gates had no data. */
  goesWithoutData: z.boolean(),
  /** The last verdicts, once it is no longer watched. */
  gates: z.array(GateView),
  /** What each node that was touched answered with before, by node id. */
  before: z.record(z.string(), VersionRef),
});
export type RolloutStep = z.infer<typeof RolloutStep>;

const RolloutProgress = z.object({
  steps: z.array(RolloutStep),
  /** What new nodes got until the rollout was completed. */
  defaultBefore: VersionRef.nullable().default(null),
});

/** A rollout with its JSON columns parsed. */
export type Rollout = RolloutPlan & {
  id: string;
  version: Pick<ModelVersion, "id" | "name" | "digest">;
  precision: Precision;
  state: RolloutState;
  stateReason: string | null;
  stateSince: Date;
  steps: RolloutStep[];
  defaultBefore: VersionRef | null;
};

/** What a rollout may change by itself: no more than who started it. Null: all regions. */
export function reachOf({ keepsDefault, steps }: Rollout): RegionLimit {
  return keepsDefault ? steps.map(({ regionId }) => regionId) : null;
}

/** Ids of the regions that a rollout goes through; none for an unknown one. */
export async function findRolloutRegions(db: Pick<Db, "rollout">, id: string): Promise<string[]> {
  const row = await db.rollout.findUnique({ where: { id }, select: { progress: true } });
  return row ? RolloutProgress.parse(row.progress).steps.map(({ regionId }) => regionId) : [];
}

export const withVersion = {
  include: { modelVersion: { select: { id: true, name: true, digest: true } } },
} as const;
export type RolloutRowWithVersion = RolloutRow & { modelVersion: Rollout["version"] };

export function toRollout(row: RolloutRowWithVersion): Rollout {
  return {
    ...RolloutPlan.parse(row.plan),
    ...RolloutProgress.parse(row.progress),
    id: row.id,
    version: row.modelVersion,
    precision: Precision.parse(row.precision),
    state: RolloutState.parse(row.state),
    stateReason: row.stateReason,
    stateSince: row.stateSince,
  };
}

/** The new version at its precision. */
export function targetOf({ version, precision }: Rollout): VersionRef {
  return { modelVersionId: version.id, precision };
}

/** Without whatever else is known of the version. */
export function refOf({ modelVersionId, precision }: VersionRef): VersionRef {
  return { modelVersionId, precision };
}

export function isSameRef(a: VersionRef | null, b: VersionRef | null): boolean {
  return a?.modelVersionId === b?.modelVersionId && a?.precision === b?.precision;
}

export function newStep(regionId: string): RolloutStep {
  return {
    regionId,
    state: "waiting",
    since: null,
    reason: null,
    failedIn: null,
    switchedAt: null,
    goesWithoutData: false,
    gates: [],
    before: {},
  };
}

/** The JSON columns of a rollout. */
export function planColumn({ bakeSeconds, gates, keepsDefault }: RolloutPlan): Prisma.InputJsonObject {
  return { bakeSeconds, gates, keepsDefault };
}

export function progressColumn({
  steps,
  defaultBefore,
}: Pick<Rollout, "steps" | "defaultBefore">): Prisma.InputJsonObject {
  return {
    defaultBefore,
    steps: steps.map(({ since, switchedAt, ...step }) => ({
      ...step,
      since: isoOf(since),
      switchedAt: isoOf(switchedAt),
    })),
  };
}

function isoOf(time: Date | null): string | null {
  return time && time.toISOString();
}
