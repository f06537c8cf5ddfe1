import { expect, it } from "vitest";
import { mainSlot, matchesFilter } from "./find-agents.ts";
import { agentView } from "@meridian/contracts/status/testing";

const slot = (name: string, status: "ready" | "loading") => ({
  name,
  status,
  digest: "0".repeat(64),
  precision: "fp32",
  provider: "cpu",
  reason: null,
});

it("finds agents by any of their words", () => {
  const agent = agentView({ name: "cn-east-1", slots: [slot("compact", "ready")] });
  expect(matchesFilter(agent, "cn-east", "")).toBe(true);
  expect(matchesFilter(agent, "cn-east", "EAST compact")).toBe(true);
  expect(matchesFilter(agent, "cn-east", "east standby")).toBe(false);
});

it("shows the version that answers before one that is loading", () => {
  const agent = agentView({ slots: [slot("next", "loading"), slot("compact", "ready")] });
  expect(mainSlot(agent)?.name).toBe("compact");
  expect(mainSlot(agentView())).toBeUndefined();
});
