/** A hub that works speaks once a second. */
const silentAfterMs = 3000;

/** What the page knows of the age of what it shows. Times are the page's own clock. */
export type Heard = {
  /** When the page began to listen. */
  openedAtMs: number;
  /** When live data came last; null: never. */
  liveAtMs: number | null;
  /** The console will not have this page back: nothing more comes. */
  isRefused: boolean;
  /** Up to when all of what the page asked for is answered; null: nothing that it asked for has failed. */
  answeredUntilMs: number | null;
};

/** Since when the page knows nothing new: its one "as of". `isFirst`: nothing has ever come. */
export type Silence = { sinceMs: number; isFirst: boolean };

/** Null while everything on the page is of now. What cannot be asked again is as old as the last answer. */
export function silenceOf(
  { openedAtMs, liveAtMs, isRefused, answeredUntilMs }: Heard,
  nowMs: number,
): Silence | null {
  const liveSinceMs = liveAtMs ?? openedAtMs;
  const isSilent = isRefused || nowMs - liveSinceMs >= silentAfterMs;
  const oldestMs = Math.min(isSilent ? liveSinceMs : Infinity, answeredUntilMs ?? Infinity);
  return oldestMs === Infinity ? null : { sinceMs: oldestMs, isFirst: liveAtMs === null };
}
