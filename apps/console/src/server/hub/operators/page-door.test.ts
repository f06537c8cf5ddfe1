import { expect, test } from "vitest";
import { PageDoor, socketsMax } from "./page-door.ts";

test("a page may join sixty times at once, then once a second; another is not held to it", () => {
  const door = new PageDoor();
  for (let join = 0; join < 60; join++) door.assertMayJoin("a", 0);
  expect(() => door.assertMayJoin("a", 0)).toThrow("at most 60 joins a minute");
  door.assertMayJoin("b", 0);
  door.assertMayJoin("a", 1000);
  expect(() => door.assertMayJoin("a", 1000)).toThrow("at most 60");
});

test("a person has so many pages open, on whatever sessions, and a place again when one is closed", () => {
  const door = new PageDoor();
  const [leave] = Array.from({ length: socketsMax }, () => door.enter("li"));
  expect(() => door.assertHasRoom("li")).toThrow(`at most ${socketsMax} open pages`);
  door.assertHasRoom("wang");
  leave?.();
  leave?.();
  door.assertHasRoom("li");
  door.enter("li");
  expect(() => door.assertHasRoom("li")).toThrow("open pages of a person");
});

test("thousands that joined once are not remembered for ever", () => {
  const door = new PageDoor();
  for (let one = 0; one < 10_000; one++) door.assertMayJoin(`address ${one}`, one * 100);
  expect(door.remembered).toBeLessThan(2000);
});
