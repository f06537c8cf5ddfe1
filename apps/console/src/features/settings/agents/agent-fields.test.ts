import { expect, it } from "vitest";
import { AgentFields, nextStepOf, suggestAgent, suggestName } from "./agent-fields.ts";

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

it("reads what was typed; a gateway has no state of its own", () => {
  const fields = { ...suggestAgent("rg_a", [gateway, node]), name: " cn-east-node-2 " };
  expect(AgentFields.parse(fields)).toEqual({
    regionId: "rg_a",
    role: "inference",
    name: "cn-east-node-2",
    state: "standby",
    weight: 100,
    expiresInMs: 3_600_000,
  });
  expect(AgentFields.parse({ ...fields, role: "gateway" }).state).toBe("active");
});

it("names the fields that cannot be read", () => {
  const fields = { ...suggestAgent("rg_a", []), name: "gateway-1" };
  const wrong = (more: Partial<AgentFields>) =>
    AgentFields.safeParse({ ...fields, ...more }).error?.issues.map(({ path }) => path.join("."));
  expect(wrong({ name: "No Spaces" })).toEqual(["name"]);
  expect(new Set(wrong({ name: "", weight: "1001" }))).toEqual(new Set(["name", "weight"]));
  for (const weight of ["", "1.5", "-1", "ten"]) expect(wrong({ weight })).toEqual(["weight"]);
});

it("asks for what is missing until an address can be parsed", () => {
  expect(nextStepOf([])).toBe("gateway");
  expect(nextStepOf([node])).toBe("gateway");
  expect(nextStepOf([gateway])).toBe("inference");
  expect(nextStepOf([node, gateway])).toBe("tester");
});
