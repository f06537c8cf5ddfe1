/** Why a request did not get its answer from a node. */
export type Trouble =
  /** Nothing was sent: the connection was refused or not made in time. */
  | "not-sent"
  /** Sent, and the connection broke. */
  | "broken"
  /** Sent, and answered 502 or 503; or 401, which a gateway sees while its bearer is being replaced. */
  | "unavailable"
  /** Sent, and answered 429. */
  | "refused"
  /** Sent, and answered 404: the node let go of the version since its last probe. */
  | "version-gone"
  /** Sent, and no answer for longer than the node usually takes. */
  | "silent";

const attemptsMax = 4;
const repeatsMax = 1;
/** When a region is lost, a request may time out on one of its nodes and then meet broken connections to two more. */
const repeatsMaxWhenBroken = 3;

/** The node ran nothing, so the attempt cost no capacity. */
export function isFree(trouble: Trouble): boolean {
  return trouble === "not-sent" || trouble === "version-gone";
}

/**
 * A request is sent a second time once at most, and further only while connections break. Attempts that are free do
 * not count as repeats, so that the loss of several nodes at once is survived too; `attemptsMax` bounds them.
 */
export function mayTryAgain(
  trouble: Trouble,
  { attempts, repeats }: { attempts: number; repeats: number },
): boolean {
  if (attempts >= attemptsMax) return false;
  return isFree(trouble) || repeats < (trouble === "broken" ? repeatsMaxWhenBroken : repeatsMax);
}

/** Asked again is a node that only waited too long, when all that were asked after it broke. */
export function maySilentBeAskedAgain(attempts: number): boolean {
  return attempts < attemptsMax;
}
