/** Why a request did not get its answer from a node. */
export type Trouble =
  /** Nothing was sent: the connection was refused or not made in time. */
  | "not-sent"
  /** Sent, and the connection broke. */
  | "broken"
  /** Sent, and answered 502 or 503, or 401: a gateway and a node in the middle of a change of bearers. */
  | "unavailable"
  /** Sent, and answered 429. */
  | "refused"
  /** Sent, and no answer for longer than the node usually takes. */
  | "silent";

const attemptsMax = 4;
const repeatsMax = 1;
/** The nodes of a region that is lost die one after another: the request that was at one of them is sent to the next. */
const repeatsMaxWhenBroken = 2;

/**
 * A request is sent a second time once at most, and a third time after two broken connections. Attempts that sent nothing
 * cost nobody anything and do not count as repeats, so that the loss of several nodes at once is survived too;
 * `attemptsMax` bounds them.
 */
export function mayTryAgain(
  trouble: Trouble,
  { attempts, repeats }: { attempts: number; repeats: number },
): boolean {
  if (attempts >= attemptsMax) return false;
  return trouble === "not-sent" || repeats < (trouble === "broken" ? repeatsMaxWhenBroken : repeatsMax);
}
