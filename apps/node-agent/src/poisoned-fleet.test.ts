import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHeaders, ParseResponse } from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestGateway } from "./gateway/testing/test-gateway.ts";
import { bundledModelsDir, describeModel, testBearer, testSnapshot } from "./testing/inference-fixture.ts";
import { type ServingNode, startNode } from "./testing/serving-node.ts";
import { until } from "./testing/until.ts";

const enginePath = fileURLToPath(new URL("./testing/dying-engine.js", import.meta.url));
const poison = "浙江省杭州市狼区文一西路9号";
const patientMs = 600_000;
/** An engine needs longer to come up again. */
const impatientMs = 100;

describe("a fleet that is sent an input that engines die over", () => {
  let gateway: TestGateway;
  let nodes: ServingNode[];
  beforeAll(async () => {
    const snapshot = testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]);
    nodes = [await startNode(snapshot, { enginePath }), await startNode(snapshot, { enginePath })];
    gateway = await new TestGateway().start();
    const targets = nodes.map(({ url }, i) => {
      return {
        id: `ag_${i}`,
        name: `node-${i}`,
        url,
        bearer: testBearer,
        state: "active" as const,
        weight: 1,
      };
    });
    await allReady();
    await gateway.apply([{ id: "rg_home", nodes: targets }], { probeIntervalMs: 100 });
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  const allReady = () =>
    until("all ready", async () => {
      const answers = await Promise.all(nodes.map(({ url }) => fetch(`${url}/readyz`)));
      return answers.every(({ ok }) => ok);
    });
  const send = (addresses: string[], deadlineMs: number) =>
    gateway.parse(JSON.stringify({ addresses }), { [parseHeaders.deadline]: String(deadlineMs) });
  const lost = () => nodes.map(({ plane }) => plane.sample(false).counters.engineRestarts ?? 0);

  it("loses two engines of a node at most, however often and impatiently it is asked", async () => {
    for (let i = 0; i < 10; i++) {
      await send([poison], i % 2 === 0 ? impatientMs : patientMs);
      await allReady();
    }
    const before = lost();
    for (const count of before) expect(count).toBeLessThanOrEqual(2);
    expect(Math.max(...before)).toBe(2);

    const { status, body, attempts } = await send([poison, "苏州市虎丘区"], patientMs);
    expect([status, attempts]).toEqual([200, "1"]);
    const { results } = ParseResponse.parse(JSON.parse(body));
    expect(results).toMatchObject([{ error: { code: "quarantined" } }, { elements: expect.any(Array) }]);
    expect(lost()).toEqual(before);
    for (const count of nodes.map(({ plane }) => plane.sample(false).counters.serverErrors))
      expect(count).toBe(0);
  });
});
