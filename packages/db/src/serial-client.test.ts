import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SerialClient } from "./serial-client.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: false });
});
afterAll(() => database.drop());

it("asks one at a time, so that pg has nothing to warn of; a failed query stops none after it", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  const client = new SerialClient(database.url);
  await client.connect();
  const texts = ["SELECT 1", "SELECT 1 / 0", "SELECT 2"];
  const answers = await Promise.allSettled(texts.map((text) => client.query({ text })));
  await client.end();
  await sleep(10);
  process.off("warning", listen);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(warnings).toEqual([]);
});
