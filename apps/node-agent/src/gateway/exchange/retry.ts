/** Why a request did not get its answer from a node. */
export type Trouble =
  /** Nothing was sent: the connection was refused or not made in time. */
  | "not-sent"
  /** Sent, and the connection broke. */
  | "broken"
  /** Sent, and answered 502 or 503; or 401 to every bearer that the gateway has for it. */
  | "unavailable"
  /** Sent, and answered 429. */
  | "refused"
  /** Sent, and answered 404: the node let go of the version since its last probe. */
  | "version-gone"
  /** Sent, and no answer for longer than the node usually takes. */
  | "silent";

const attemptsMax = 4;
const repeatsMax = 1;

/** The node ran nothing, so the attempt cost no capacity. */
export function isFree(trouble: Trouble): boolean {
  return trouble === "not-sent" || trouble === "version-gone";
}

/**
 * A request is sent a second time once at most, and further only while connections break: the nodes of a lost
 * region die one after another. Attempts that are free do not count as repeats. `attemptsMax` bounds both.
 */
export function mayTryAgain(
  trouble: Trouble,
  { attempts, repeats }: { attempts: number; repeats: number },
): boolean {
  if (attempts >= attemptsMax) return false;
  return isFree(trouble) || trouble === "broken" || repeats < repeatsMax;
}
