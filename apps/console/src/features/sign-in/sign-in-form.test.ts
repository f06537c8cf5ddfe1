import { expect, it } from "vitest";
import { signInProblem } from "./sign-in-form.tsx";

it.each([
  [null, "unreachable"],
  [0, "unreachable"],
  [400, "wrong"],
  [401, "wrong"],
  [403, "deactivated"],
  [429, "throttled"],
  [500, "unavailable"],
  [503, "unavailable"],
])("status %j means %s", (status, problem) => expect(signInProblem(status)).toBe(problem));
