import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "./client.ts";
import { defaultMigrationsDir } from "./default-migrations-dir.ts";
import { diffToSchema } from "./dev/schema-engine.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const region = { name: "eu-central", label: "Frankfurt", latitude: 50.11, longitude: 8.68 };
const agent = {
  regionId: "rg_1",
  role: "gateway",
  name: "gw-1",
  advertisedUrl: "http://127.0.0.1:1",
} as const;
const change = {
  kind: "region.created",
  actorType: "system",
  actorId: "test",
  subjectType: "region",
  subjectId: "rg_1",
  requestId: "rq_1",
  previousHash: "",
};

describe("the migrations", () => {
  it("lead to schema.prisma", async () => {
    const scratch = await createTestDatabase({ isMigrated: false });
    expect(await diffToSchema({ url: scratch.url, migrationsDir: defaultMigrationsDir() })).toBeNull();
    await scratch.drop();
  });

  it("begin at epoch 1, revision 0, in the only row there can be", async () => {
    expect(await db.systemState.findMany()).toMatchObject([{ id: 1, epoch: 1, revision: 0n }]);
    await expect(db.systemState.create({ data: { id: 2 } })).rejects.toThrow("system_state_one_row_check");
  });

  it("keep a name for one region, and for one agent of it, that is not archived", async () => {
    await db.region.create({ data: { id: "rg_1", ...region } });
    await expect(db.region.create({ data: { id: "rg_2", ...region } })).rejects.toMatchObject({
      code: "P2002",
    });
    await db.agent.create({ data: { id: "ag_1", credentialHash: "1", ...agent } });
    const second = { data: { id: "ag_2", credentialHash: "2", ...agent } };
    await expect(db.agent.create(second)).rejects.toMatchObject({ code: "P2002" });

    await db.agent.update({ where: { id: "ag_1" }, data: { archivedAt: new Date() } });
    await db.agent.create(second);
    await db.region.update({ where: { id: "rg_1" }, data: { archivedAt: new Date() } });
    await db.region.create({ data: { id: "rg_2", ...region } });
  });

  it.each([-1, 1001])("refuse a weight of %i", async (weight) => {
    const update = db.agent.updateMany({ data: { weight } });
    await expect(update).rejects.toThrow("agents_weight_check");
  });

  it("let nobody rewrite a change", async () => {
    await db.change.create({ data: { revision: 1n, hash: "h", ...change } });
    const refusal = /never changed or deleted/;
    await expect(db.change.updateMany({ data: { reason: "another" } })).rejects.toThrow(refusal);
    await expect(db.change.deleteMany()).rejects.toThrow(refusal);
    await expect(db.$executeRaw`TRUNCATE changes`).rejects.toThrow(refusal);
    expect(await db.change.findMany()).toMatchObject([{ revision: 1n, reason: null }]);
  });
});
