import { expect, it } from "vitest";
import { DatabaseWatch } from "./database-watch.ts";

function watched() {
  const world = { isUp: true, nowMs: 1000 };
  const watch = new DatabaseWatch(
    () => Promise.resolve(world.isUp),
    () => world.nowMs,
  );
  const after = async (ms: number, isUp: boolean) => {
    world.nowMs += ms;
    world.isUp = isUp;
    await watch.tick();
    return watch.awaySinceMs();
  };
  return after;
}

it("tells when the database answered last, until it answers again", async () => {
  const after = watched();
  expect(await after(0, true)).toBeNull();
  expect(await after(1000, false)).toBeNull();
  expect(await after(1500, false)).toBe(1000);
  expect(await after(60_000, false)).toBe(1000);
  expect(await after(1000, true)).toBeNull();
});

it("takes no short pause for an absence, and one from the start on counts from there", async () => {
  const after = watched();
  expect(await after(0, false)).toBeNull();
  expect(await after(2000, true)).toBeNull();
  expect(await after(2000, false)).toBeNull();
  expect(await after(600, false)).toBe(3000);
});
