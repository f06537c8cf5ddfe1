import { expect, it } from "vitest";
import { signInProblem } from "./sign-in-form.tsx";

it.each([
  [null, "unreachable"],
  [0, "unreachable"],
  [400, "wrong"],
  [401, "wrong"],
  [403, "unavailable"],
  [429, "throttled"],
  [500, "unavailable"],
  [503, "unavailable"],
])("status %j means %s", (status, problem) => expect(signInProblem(status)).toBe(problem));

it.each([
  ["ACCOUNT_DEACTIVATED", "deactivated"],
  ["INVALID_ORIGIN", "elsewhere"],
  ["MISSING_OR_NULL_ORIGIN", "elsewhere"],
  ["CROSS_SITE_NAVIGATION_LOGIN_BLOCKED", "elsewhere"],
])("of refusals %s means %s", (code, problem) => expect(signInProblem(403, code)).toBe(problem));
