import { createTestDatabase, type TestDatabase } from "@meridian/db/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Clock } from "./clock.ts";

const hourMs = 3_600_000;
/** More than any answer here takes. */
const minuteMs = 60_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(() => void vi.useRealTimers());

/** Whether the clock tells the database's time. */
async function isRight(clock: Clock): Promise<boolean> {
  const [row] = await database.db.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`;
  return Math.abs(clock.now().getTime() - row.at.getTime()) < minuteMs;
}

test.each([hourMs, -hourMs])("a wall clock that is moved by %d ms changes nothing", async (ms) => {
  const clock = new Clock();
  await clock.follow(database.db);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  expect(await isRight(clock)).toBe(true);
  expect(Math.abs(await clock.follow(database.db))).toBeLessThan(minuteMs);
  expect(await isRight(clock)).toBe(true);
});

test("a process that started with a wrong clock, or stood still, takes the database's time", async () => {
  let wrongByMs = hourMs;
  const clock = new Clock(() => performance.now() + wrongByMs);
  for (const ms of [hourMs, -hourMs]) {
    wrongByMs = ms;
    expect(await isRight(clock)).toBe(false);
    const movedMs = await clock.follow(database.db);
    expect(Math.sign(movedMs)).toBe(-Math.sign(ms));
    expect(await isRight(clock)).toBe(true);
  }
});
