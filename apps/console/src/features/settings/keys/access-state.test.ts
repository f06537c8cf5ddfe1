import type { GatewayAccessView } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { demandOf, notAsking } from "./access-state.ts";

const gateway = (name: string, given: Partial<GatewayAccessView> = {}): GatewayAccessView => ({
  ...{ id: name, name, region: "cn-east", isConnected: true, asks: true, requests: 10, withoutKey: 4 },
  ...given,
});

it("counts only at gateways that tell of keys", () => {
  const gateways = [
    gateway("a"),
    gateway("b", { withoutKey: 0 }),
    gateway("old", { asks: null, withoutKey: null }),
  ];
  expect(demandOf(gateways)).toEqual({ requests: 20, withoutKey: 4 });
  expect(demandOf([])).toEqual({ requests: 0, withoutKey: 0 });
});

it("names connected gateways that do not ask, and only while keys are asked for", () => {
  const gateways = [
    gateway("asks"),
    gateway("old", { asks: null }),
    gateway("late", { asks: false }),
    gateway("away", { asks: false, isConnected: false }),
  ];
  expect(notAsking({ asksForKeys: true, gateways })).toEqual({ old: ["old"], late: ["late"] });
  expect(notAsking({ asksForKeys: false, gateways })).toEqual({ old: [], late: [] });
});
