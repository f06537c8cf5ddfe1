import { afterAll, beforeAll, expect, test } from "vitest";
import { addRegion } from "../../testing/fleet-fixture.ts";
import { personOf, requestContext } from "../../testing/request-context.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { sharedRun } from "../shared-run.ts";
import { createCallerFactory, router } from "../trpc.ts";
import { auditRouter } from "./audit.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
});
afterAll(() => ctx.database.drop());

const viewer = (signal?: AbortSignal) =>
  createCallerFactory(router({ audit: auditRouter }))(requestContext(ctx, personOf("viewer")), { signal });

test("who waits for a verification, in however many tabs, sees other pages meanwhile", async () => {
  let end = () => {};
  const run = new Promise<unknown>((resolve) => (end = () => resolve({ ok: true })));
  void sharedRun("audit-verification", () => run);
  const tabs = Array.from({ length: 3 }, () =>
    viewer()
      .audit.verify()
      .catch(() => null),
  );
  expect((await viewer().audit.facets()).kinds).toContain("region.created");
  end();
  await Promise.all(tabs);
});

test("what waits for its turn is not done once its client left", async () => {
  const left = new AbortController();
  const asked = Array.from({ length: 10 }, () => viewer(left.signal).audit.facets());
  left.abort();
  const ends = await Promise.allSettled(asked);
  expect(ends.filter(({ status }) => status === "rejected").length).toBeGreaterThanOrEqual(8);
  expect((await viewer().audit.facets()).kinds).toContain("region.created");
});
