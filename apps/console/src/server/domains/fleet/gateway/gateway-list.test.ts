import { expect, test } from "vitest";
import { type GatewayPresence, planGatewayList } from "./gateway-list.ts";

const nowMs = Date.UTC(2026, 0, 5, 8);
const ago = (ms: number) => new Date(nowMs - ms);
const clock = { nowMs, upMs: 3_600_000, offlineAfterMs: 10_000 };
const heard: GatewayPresence = {
  ...{ id: "ag_1", createdAt: ago(86_400_000), unlistedAt: null, lastSeenAt: ago(5000), awaySince: null },
};
const turns = (gateway: Partial<GatewayPresence>, more: Partial<typeof clock> = {}) =>
  planGatewayList([{ ...heard, ...gateway }], { ...clock, ...more }).length === 1;

test("a gateway that is heard stays listed, and one that is away for less than the offline time", () => {
  expect(turns({})).toBe(false);
  expect(turns({ awaySince: ago(100), lastSeenAt: ago(9999) })).toBe(false);
  expect(turns({ lastSeenAt: ago(45_000) })).toBe(false);
});

test("a gateway that is offline, said goodbye long enough ago or never came, leaves the list once", () => {
  expect(turns({ awaySince: ago(0), lastSeenAt: ago(10_000) })).toBe(true);
  expect(turns({ createdAt: ago(10_000), lastSeenAt: null })).toBe(true);
  expect(turns({ createdAt: ago(9_999), lastSeenAt: null })).toBe(false);
  expect(turns({ awaySince: ago(0), lastSeenAt: ago(10_000), unlistedAt: ago(1) })).toBe(false);
});

test("who fell silent while no console ran is waited for", () => {
  expect(turns({ lastSeenAt: ago(90_000) })).toBe(true);
  expect(turns({ lastSeenAt: ago(90_000) }, { upMs: 89_999 })).toBe(false);
});

test("it comes back once it is heard", () => {
  const unlistedAt = ago(60_000);
  expect(turns({ unlistedAt, lastSeenAt: ago(10) })).toBe(true);
  expect(turns({ unlistedAt, lastSeenAt: ago(10), awaySince: ago(5) })).toBe(false);
  expect(turns({ unlistedAt, lastSeenAt: ago(90_000) })).toBe(false);
  expect(turns({ unlistedAt, lastSeenAt: null })).toBe(false);
});
