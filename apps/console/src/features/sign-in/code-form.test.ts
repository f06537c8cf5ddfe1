import { expect, it } from "vitest";
import { codeProblem } from "./code-form.tsx";

it.each([
  [401, "INVALID_CODE", "code"],
  [401, "INVALID_BACKUP_CODE", "code"],
  [401, "INVALID_TWO_FACTOR_COOKIE", "over"],
  [400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", "over"],
  [429, "ACCOUNT_TEMPORARILY_LOCKED", "throttled"],
  [503, undefined, "unavailable"],
  [0, undefined, "unreachable"],
])("status %j, code %j: %s", (status, code, problem) => expect(codeProblem(status, code)).toBe(problem));
