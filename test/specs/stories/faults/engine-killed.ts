import { parseHeaders, ParseStreamLine, parseStreamType } from "@meridian/contracts/wire";
import { beforeAll, expect, it } from "vitest";
import { childrenOf } from "../../../harness/leftovers.ts";
import { lengths } from "../../../harness/lengths.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function engineKilled(system: TestSystem): void {
  beforeAll(() => system.reset());

  it("replaces an engine that is killed during a run, without a failed request", async () => {
    const load = system.load("cn-east-gateway");
    for (const name of ["cn-east-node-1", "cn-east-node-2"]) {
      const node = system.agent(name);
      const [engine] = childrenOf(node.pid);
      if (engine === undefined) throw new Error(`${name} has no engine`);
      const before = load.answersOf(name);
      await eventually(() => load.answersOf(name) > before + 20, `${name} runs`);

      process.kill(engine, "SIGKILL");
      const other = await eventually(
        () => childrenOf(node.pid).find((pid) => pid !== engine),
        "it is replaced",
      );
      const since = load.answersOf(name);
      await eventually(() => load.answersOf(name) > since + 20, `${name} runs on`);
      expect(childrenOf(node.pid)).toEqual([other]);
    }
    expect((await load.stop()).failures).toEqual({});
  });

  it(
    "answers every line of a stream whose node loses its engine in the middle",
    { timeout: lengths.timeoutMs },
    async () => {
      const count = lengths.streamedAddresses;
      const nodes = ["cn-east-node-1", "cn-east-node-2"].map((name) => system.agent(name));
      const response = await fetch(`${system.agent("cn-east-gateway").url}/v1/parse`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: parseStreamType,
          [parseHeaders.deadline]: "120000",
        },
        body: JSON.stringify({
          addresses: Array.from({ length: count }, (_, i) => `成都市青羊区${i}巷${i % 89}号`),
        }),
      });
      expect(response.status).toBe(200);
      for (const engine of nodes.flatMap(({ pid }) => childrenOf(pid))) process.kill(engine, "SIGKILL");

      const lines = (await response.text()).trimEnd().split("\n");
      const parsed = lines.map((line) => ParseStreamLine.parse(JSON.parse(line)));
      expect(parsed.at(-1)).toMatchObject({ summary: { addresses: count, errors: 0 } });
      expect(new Set(parsed.flatMap((line) => ("index" in line ? [line.index] : []))).size).toBe(count);
    },
  );
}
