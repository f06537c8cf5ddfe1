import {
  openRolloutStates,
  type OverviewChange,
  type OverviewView,
  RolloutState,
} from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
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
const shownAtLeast = 8;
const shownAtMost = 200;

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

/** Changes since `from` and, when those are few, the newest before it. Newest first. */
async function findChanges(db: Db, from: Date): Promise<OverviewChange[]> {
  const newest = await db.change.findMany({
    orderBy: { revision: "desc" },
    take: shownAtMost,
    select: { revision: true, at: true, kind: true, actorType: true, actorId: true, reason: true },
  });
  const shown = newest.filter(({ at }, index) => index < shownAtLeast || at >= from);
  const nameOf = await findActorNames(db, shown);
  return shown.map(({ revision, at, kind, reason, ...ref }) => ({
    revision: String(revision),
    at,
    kind,
    reason,
    actor: { type: ref.actorType, id: ref.actorId, name: nameOf(ref) },
  }));
}
