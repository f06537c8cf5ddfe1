import { expect, it } from "vitest";
import { acceptProblem } from "./accept-invitation.ts";

it.each([
  [409, "email-taken", "email-taken"],
  [400, "password-common", "password-common"],
  [400, "password-personal", "password-personal"],
  [404, undefined, "closed"],
  [422, "revoked", "closed"],
  [400, undefined, "invalid"],
  [500, undefined, "unavailable"],
  [503, undefined, "unavailable"],
])("status %j, rule %j: %s", (status, rule, problem) => expect(acceptProblem(status, rule)).toBe(problem));
