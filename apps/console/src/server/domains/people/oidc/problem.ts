import { AppError, type ErrorCode, isAppError } from "@meridian/contracts/errors";
import type { OidcProblem } from "@meridian/contracts/api";

/** Why somebody is not signed in; the sign-in page has a sentence for each. */
export function signInRefusal(
  problem: OidcProblem,
  message: string,
  code: ErrorCode = "FORBIDDEN",
): AppError {
  return new AppError(code, message, { details: { problem } });
}

/** What a failure was, for the sign-in page. `invalid`: whatever the issuer's answer was, it proves nothing. */
export function problemOf(error: unknown): OidcProblem {
  for (const one of chainOf(error)) {
    const told = isAppError(one) && one.details?.["problem"];
    if (told) return told as OidcProblem;
    if (isAppError(one) && one.code === "OVERLOADED") return "throttled";
    if (isAppError(one)) return "unavailable";
    const { name } = one as { name?: unknown };
    if (name === "AuthorizationResponseError") return "issuer-refused";
    if (typeof name === "string" && /^Prisma/.test(name)) return "unavailable";
  }
  return "invalid";
}

/** For the log: what each error of the chain says. Their other fields may hold tokens. */
export function reasonOf(error: unknown): string {
  return chainOf(error)
    .map((one) => (one instanceof Error ? one.message : ""))
    .filter((message) => message !== "")
    .join(": ");
}

const depthMax = 5;

function chainOf(error: unknown): object[] {
  const chain: object[] = [];
  for (let one = error; typeof one === "object" && one !== null && chain.length < depthMax;) {
    chain.push(one);
    one = (one as { cause?: unknown }).cause;
  }
  return chain;
}
