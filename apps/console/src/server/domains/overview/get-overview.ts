import {
  openRolloutStates,
  type OverviewChange,
  type OverviewView,
  RolloutState,
} from "@meridian/contracts/api";
import type { Change, Db } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { listRegions } from "../fleet/index.ts";
import { findRegionFigures } from "../telemetry/index.ts";
import { findDrains } from "./find-drains.ts";
import { toHistory } from "./to-history.ts";
import { findActorNames } from "../audit/index.ts";

const stepMs = 10_000;
const steps = 90;
/** A window is stored within this time after its end: before, it would look like a gap. */
const storedAfterMs = 5000;
/** Runs of like changes, as the page tells them. */
const runsAtLeast = 8;
/** Told one by one, for the charts. */
const latelyAtMost = 200;
const readAtMost = 1000;

/** The last 15 minutes as users had them, what was changed in them, and what is running. */
export async function getOverview({ db, now }: Pick<ServiceContext, "db" | "now">): Promise<OverviewView> {
  const toMs = Math.floor((now().getTime() - storedAfterMs) / stepMs) * stepMs;
  const fromMs = toMs - steps * stepMs;
  const from = new Date(fromMs);
  const [regions, rows, changes, drains, rollout] = await Promise.all([
    listRegions(db),
    findRegionFigures(db, { role: "gateway", from, to: new Date(toMs) }),
    findChanges(db, from),
    findDrains(db),
    findOpenRollout(db),
  ]);
  const regionIds = regions.map(({ id }) => id);
  return { history: toHistory(rows, regionIds, { fromMs, stepMs, steps }), changes, drains, rollout };
}

async function findOpenRollout(db: Pick<Db, "rollout">): Promise<OverviewView["rollout"]> {
  const rollout = await db.rollout.findFirst({
    where: { state: { in: [...openRolloutStates] } },
    include: { modelVersion: { select: { name: true } } },
  });
  if (!rollout) return null;
  const { id, state, stateReason, stateSince, modelVersion } = rollout;
  return {
    id,
    versionName: modelVersion.name,
    state: RolloutState.parse(state),
    stateReason,
    stateSince,
  };
}

/**
 * Changes since `from`, and the newest before it until there are enough to tell. Newest first; like ones of before `from` are one:
 * cut before they are grouped, a long run would push out all else.
 */
async function findChanges(db: Db, from: Date): Promise<OverviewChange[]> {
  const newest = await db.change.findMany({
    orderBy: { revision: "desc" },
    take: readAtMost,
    select: { revision: true, at: true, kind: true, actorType: true, actorId: true, reason: true },
  });
  const shown: (Row & { count: number })[] = [];
  let runs = 0;
  for (const row of newest) {
    const last = shown.at(-1);
    const isLike = last !== undefined && isAlike(last, row);
    if (!isLike) runs++;
    const isLately = row.at >= from && shown.length < latelyAtMost;
    if (isLike && !isLately) last.count++;
    else if (isLately || runs <= runsAtLeast) shown.push({ ...row, count: 1 });
    else break;
  }
  const nameOf = await findActorNames(db, shown);
  return shown.map(({ revision, at, kind, reason, count, ...ref }) => ({
    revision: String(revision),
    at,
    kind,
    reason,
    count,
    actor: { type: ref.actorType, id: ref.actorId, name: nameOf(ref) },
  }));
}

type Row = Pick<Change, "revision" | "at" | "kind" | "actorType" | "actorId" | "reason">;

/** Told as one: the same was done by the same for the same reason. */
function isAlike(a: Row, b: Row): boolean {
  return a.kind === b.kind && a.actorId === b.actorId && a.reason === b.reason;
}
