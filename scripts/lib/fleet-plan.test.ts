import { describe, expect, it } from "vitest";
import { defaultRegions, parseRegions, planAgents } from "./fleet-plan.ts";

describe("parseRegions", () => {
  it("reads names and numbers of nodes, one node where none is given", () => {
    expect(parseRegions("cn-east:2, eu-central")).toEqual([
      { name: "cn-east", nodes: 2 },
      { name: "eu-central", nodes: 1 },
    ]);
  });

  it.each(["", "cn-east:0", "cn-east:33", "CN:1", "a:1", "cn-east:2:1", "cn-east,,eu-central", "-x:1"])(
    "refuses %j",
    (text) => expect(() => parseRegions(text)).toThrow("is not a region"),
  );

  it("refuses a region that is named twice", () => {
    expect(() => parseRegions("cn-east:1,cn-east:2")).toThrow("cn-east is named twice");
  });
});

it("plans the seven agents of the default fleet, each with a name of its own", () => {
  const agents = planAgents(parseRegions(defaultRegions));
  expect(agents.map(({ name }) => name)).toEqual([
    "cn-east-node-1",
    "cn-east-node-2",
    "cn-east-gateway",
    "ap-southeast-node-1",
    "ap-southeast-gateway",
    "eu-central-node-1",
    "eu-central-gateway",
  ]);
  expect(agents.filter(({ role }) => role === "gateway")).toHaveLength(3);
});

it("plans as many gateways as a region asks for", () => {
  expect(planAgents([{ name: "cn-east", nodes: 0, gateways: 2 }]).map(({ name }) => name)).toEqual([
    "cn-east-gateway",
    "cn-east-gateway-2",
  ]);
});
