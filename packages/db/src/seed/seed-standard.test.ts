import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/index.ts";
import { inTransaction, nextRevision } from "../transaction.ts";
import { seedStandard } from "./seed-standard.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

describe("seedStandard", () => {
  it("creates three regions, each of which keeps its own traffic and has the others in reserve", async () => {
    expect(await seedStandard(database.db)).toEqual(["cn-east", "ap-southeast", "eu-central"]);
    const targets = await database.db.trafficMember.findMany();
    expect(targets).toHaveLength(9);
    for (const { originRegionId, regionId, state, weight } of targets) {
      expect({ state, weight }).toEqual({
        state: originRegionId === regionId ? "active" : "standby",
        weight: 100,
      });
    }
    expect(await seedStandard(database.db)).toEqual([]);
  });

  it("does nothing where a change was ever made", async () => {
    await inTransaction(database.db, nextRevision);
    expect(await seedStandard(database.db)).toEqual([]);
    expect(await database.db.region.count()).toBe(0);
  });
});
