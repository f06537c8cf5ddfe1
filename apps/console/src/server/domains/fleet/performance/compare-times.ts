import {
  type BandMean,
  breakdownByVersion,
  type BandStage,
  bandStages,
  comparedRequestsMin,
  type StageBand,
  StageBreakdown,
  type StageComparison,
  type VersionTimes,
} from "@meridian/contracts/measure";

const slowestFrom = 0.95;
/** The slowest are slow from this many times the mean of all. */
const slowFrom = 1.5;

/** Each version's times, the one with most requests first. */
export function timesByVersion(bands: readonly StageBand[]): VersionTimes[] {
  return [...breakdownByVersion(bands)]
    .flatMap(([version, merged]) => {
      const times = compare(merged);
      return times ? [{ version, ...times }] : [];
    })
    .sort((a, b) => b.requests - a.requests);
}

/** The times of all versions together; null when there were no requests. */
export function timesOfAll(bands: readonly StageBand[]): StageComparison | null {
  const merged = new StageBreakdown();
  for (const [, bucket, count, sumsUs] of bands) merged.add(bucket, count, sumsUs);
  return compare(merged);
}

function compare(bands: StageBreakdown): StageComparison | null {
  const all = bands.mean(0, 1);
  const slowest = bands.mean(slowestFrom, 1);
  if (!all || !slowest) return null;
  return {
    requests: bands.count,
    all: toMean(all),
    slowest: toMean(slowest),
    slowStage: slowStage(all, slowest, bands.count),
  };
}

function toMean({ totalMs, stagesMs }: BandMean): StageComparison["all"] {
  return { totalMs, stagesMs };
}

/** The stage whose time grew most from all requests to the slowest. */
function slowStage(all: BandMean, slowest: BandMean, requests: number): BandStage | null {
  if (requests < comparedRequestsMin || slowest.totalMs < slowFrom * all.totalMs) return null;
  const growth = (stage: BandStage) => slowest.stagesMs[stage] - all.stagesMs[stage];
  return bandStages.reduce((most, stage) => (growth(stage) > growth(most) ? stage : most));
}
