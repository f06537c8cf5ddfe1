/** Why signing in failed, as a person needs to know it. */
export type SignInProblem = "wrong" | "throttled" | "deactivated" | "unavailable" | "unreachable";

/** `status` is the HTTP status of the answer; null or 0 when none came. */
export function signInProblem(status: number | null): SignInProblem {
  if (status === null || status === 0) return "unreachable";
  if (status === 429) return "throttled";
  if (status === 403) return "deactivated";
  return status >= 500 ? "unavailable" : "wrong";
}
