import { openRolloutStates, type OverviewView, RolloutState } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";

export async function findOpenRollout(db: Pick<Db, "rollout">): Promise<OverviewView["rollout"]> {
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
