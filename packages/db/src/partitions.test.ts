import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "./client.ts";
import { dropPartitionsBefore, ensurePartitions } from "./partitions.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const day = (text: string, time = "12:00:00Z") => new Date(`${text}T${time}`);
const row = (at: Date) => ({
  data: {
    at,
    agentId: "ag_1",
    version: "v1",
    counters: {},
    gauges: {},
    total: Buffer.from([1]),
    totalSumMs: 1,
  },
});

describe("ensurePartitions", () => {
  it("makes room for today and tomorrow (UTC), and only once", async () => {
    await expect(db.telemetryAgent60s.create(row(day("2026-03-01")))).rejects.toThrow("no partition");
    const runs = Array.from({ length: 4 }, () => ensurePartitions(db, day("2026-03-01", "23:59:59Z")));
    await Promise.all(runs);
    await db.telemetryAgent60s.create(row(day("2026-03-01", "00:00:00Z")));
    await db.telemetryAgent60s.create(row(day("2026-03-02", "23:59:59Z")));
    await expect(db.telemetryAgent60s.create(row(day("2026-03-03", "00:00:00Z")))).rejects.toThrow(
      "no partition",
    );
  });
});

describe("dropPartitionsBefore", () => {
  it("drops a day when its last row may go, and touches no other table", async () => {
    await ensurePartitions(db, day("2026-03-03"));
    expect(await dropPartitionsBefore(db, "telemetry_agent_60s", day("2026-03-02"))).toEqual([
      "telemetry_agent_60s_20260301",
    ]);
    expect(await dropPartitionsBefore(db, "telemetry_agent_60s", day("2026-03-02"))).toEqual([]);
    const rows = await db.telemetryAgent60s.findMany();
    expect(rows.map(({ at }) => at)).toEqual([day("2026-03-02", "23:59:59Z")]);
    expect(await dropPartitionsBefore(db, "telemetry_region_5m", day("2027-01-01"))).toHaveLength(4);
  });
});
