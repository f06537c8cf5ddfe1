import { expect, it } from "vitest";
import { nextStepOf, readAgentDraft, suggestAgent, suggestName } from "./agent-draft.ts";

const gateway = { regionId: "rg_a", role: "gateway", name: "cn-east-gateway" } as const;
const node = { regionId: "rg_a", role: "inference", name: "cn-east-node-1" } as const;

it("suggests a gateway first, then a node that takes traffic, then standby nodes", () => {
  expect(suggestAgent("rg_a", [])).toMatchObject({ role: "gateway", state: "active" });
  expect(suggestAgent("rg_a", [gateway])).toMatchObject({ role: "inference", state: "active" });
  expect(suggestAgent("rg_a", [gateway, node])).toMatchObject({ role: "inference", state: "standby" });
  expect(suggestAgent("rg_b", [gateway, node]).role).toBe("gateway");
  expect(suggestAgent("rg_a", [gateway], "gateway").role).toBe("gateway");
});

it("suggests the first free name", () => {
  expect(suggestName("cn-east", "inference", [])).toBe("cn-east-node-1");
  expect(suggestName("cn-east", "inference", [node, gateway])).toBe("cn-east-node-2");
  expect(suggestName("cn-east", "gateway", [gateway])).toBe("cn-east-gateway-1");
});

it("reads a draft; a gateway has no state of its own", () => {
  const draft = suggestAgent("rg_a", [gateway, node]);
  expect(readAgentDraft(draft, "cn-east-node-2")).toEqual({
    input: {
      regionId: "rg_a",
      role: "inference",
      name: "cn-east-node-2",
      state: "standby",
      weight: 100,
      expiresInMs: 3_600_000,
    },
  });
  expect(readAgentDraft({ ...draft, role: "gateway", name: "gw" }, "x")).toMatchObject({
    input: { name: "gw", state: "active" },
  });
});

it("names the fields that cannot be read", () => {
  const draft = suggestAgent("rg_a", []);
  const wrong = (more: object) => readAgentDraft({ ...draft, ...more }, "gateway-1");
  expect(wrong({ name: "No Spaces" })).toEqual({ wrong: new Set(["name"]) });
  expect(wrong({ name: "", weight: "1001" })).toEqual({ wrong: new Set(["name", "weight"]) });
  for (const weight of ["", "1.5", "-1", "ten"]) {
    expect(wrong({ weight })).toEqual({ wrong: new Set(["weight"]) });
  }
});

it("asks for what is missing until an address can be parsed", () => {
  expect(nextStepOf([])).toBe("gateway");
  expect(nextStepOf([node])).toBe("gateway");
  expect(nextStepOf([gateway])).toBe("inference");
  expect(nextStepOf([node, gateway])).toBe("tester");
});
