import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHeaders, ParseResponse, ParseStreamLine, parseStreamType } from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";

const enginePath = fileURLToPath(new URL("../../testing/dying-engine.js", import.meta.url));
const good = Array.from(
  { length: 30 },
  (_, i) => `浙江省杭州市余杭区${"文一西路".repeat(1 + (i % 4))}${i}号`,
);
const poison = "浙江省杭州市狼区文一西路9号";

describe("a node with an input that its engine dies over", () => {
  let node: ServingNode;
  const deadline = { [parseHeaders.deadline]: "600000" };
  const codesOf = async (response: Response) => {
    expect(response.status).toBe(200);
    const { results } = ParseResponse.parse(await response.json());
    return results.map((result) => ("error" in result ? result.error.code : "ok"));
  };
  beforeAll(async () => {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    node = await startNode(testSnapshot([model]), { enginePath });
    await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  });
  afterAll(() => node.stop());

  it("answers its neighbours, in the same request and in others, and puts it in quarantine", async () => {
    const answers = await Promise.all([
      node.parse([...good.slice(0, 10), poison, ...good.slice(10, 20)], deadline),
      node.parse(good.slice(20), deadline),
      node.parse([poison], deadline),
    ]);
    const codes = await Promise.all(answers.map(codesOf));
    expect(codes[0]).toEqual([
      ...Array<string>(10).fill("ok"),
      "quarantined",
      ...Array<string>(10).fill("ok"),
    ]);
    expect(codes[1]).toEqual(Array<string>(10).fill("ok"));
    expect(codes[2]).toEqual(["quarantined"]);
    expect(node.plane.sample(false).counters).toMatchObject({ engineRestarts: 2, serverErrors: 0 });

    expect(await codesOf(await node.parse([poison, "苏州市"], deadline))).toEqual(["quarantined", "ok"]);
    const streamed = await node.parse([poison, "南京市"], { ...deadline, accept: parseStreamType });
    const lines = (await streamed.text()).trimEnd().split("\n");
    const parsed = lines.map((line) => ParseStreamLine.parse(JSON.parse(line)));
    expect(parsed).toContainEqual({ index: 0, error: { code: "quarantined", message: expect.any(String) } });
    expect(parsed.at(-1)).toMatchObject({ summary: { addresses: 2, errors: 1 } });
    expect(node.plane.sample(false).counters.engineRestarts).toBe(2);
  });
});
