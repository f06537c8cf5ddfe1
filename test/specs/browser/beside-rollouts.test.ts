import { describe } from "vitest";
import { firstAddress } from "./beside-rollouts/first-address.ts";
import { roles } from "./beside-rollouts/roles.ts";
import { rollouts } from "./beside-rollouts/rollouts.ts";
import { settings } from "./beside-rollouts/settings.ts";

// A rollout mostly waits. Beside it run tests that move no traffic and do not mind which version answers.
describe.concurrent("while versions are rolled out", () => {
  describe.sequential("rollouts", rollouts);
});
describe.concurrent("beside them", () => {
  describe.sequential("roles", roles);
  describe.sequential("settings", settings);
  describe.sequential("first address", firstAddress);
});
