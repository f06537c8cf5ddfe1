import { expect, it } from "vitest";
import { GatewayList } from "./gateway-list.ts";

it("keeps the order given while nobody failed", () => {
  expect(new GatewayList(["near", "far", "farther"]).inOrder(0)).toEqual(["near", "far", "farther"]);
});

it("puts one that failed behind the others until its rest is over", () => {
  const list = new GatewayList(["near", "far"]);
  list.failed("near", 0);
  expect(list.inOrder(999)).toEqual(["far", "near"]);
  expect(list.inOrder(1000)).toEqual(["near", "far"]);
});

it("lets it rest longer each time, 30 s at most, and forgets once it answers", () => {
  const list = new GatewayList(["near", "far"]);
  const rests = Array.from({ length: 7 }, () => {
    list.failed("near", 0);
    return [1, 2, 4, 8, 16, 30].find((seconds) => list.inOrder(1000 * seconds)[0] === "near");
  });
  expect(rests).toEqual([1, 2, 4, 8, 16, 30, 30]);
  list.answered("near");
  list.failed("near", 0);
  expect(list.inOrder(1000)[0]).toBe("near");
});

it("lets one request find out whether it is back", () => {
  const list = new GatewayList(["near", "far"]);
  list.failed("near", 0);
  list.began("near", 1000);
  expect(list.inOrder(1001)).toEqual(["far", "near"]);
});

it("when all rest, asks the one whose rest ends first", () => {
  const list = new GatewayList(["a", "b"]);
  list.failed("a", 0);
  list.failed("a", 0);
  list.failed("b", 500);
  expect(list.inOrder(600)).toEqual(["b", "a"]);
});

it("adds what it does not know yet", () => {
  const list = new GatewayList(["a"]);
  list.add(["b", "a", "c"]);
  expect(list.inOrder(0)).toEqual(["a", "b", "c"]);
});
