import { isInSplit } from "@meridian/contracts/routing";
import { parseHeaders } from "@meridian/contracts/wire";
import { beforeAll, expect, it } from "vitest";
import type { ConsoleClient } from "../../../harness/console-client.ts";
import { holdVersion } from "../../../harness/hold-version.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { TrafficDesk } from "../../../harness/traffic-desk.ts";

export function versionSplit(system: TestSystem): void {
  const percent = 40;
  const requests = 200;

  let console: ConsoleClient;
  let desk: TrafficDesk;
  let gateway: string;

  beforeAll(async () => {
    await system.reset();
    console = await system.signIn();
    desk = new TrafficDesk(console, "cn-east");
    gateway = system.agent("cn-east-gateway").url;
  });

  async function answerOf(requestId: string): Promise<string | null> {
    const answer = await fetch(`${gateway}/v1/parse`, {
      method: "POST",
      headers: { "content-type": "application/json", [parseHeaders.requestId]: requestId },
      body: JSON.stringify({ addresses: [`杭州市余杭区文一西路${requestId.length}号`] }),
    });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    return answer.headers.get(parseHeaders.version);
  }

  /** Who asked, and which version answered. */
  async function ask(prefix: string): Promise<[id: string, version: string | null][]> {
    const answers: [string, string | null][] = [];
    for (let i = 0; i < requests; i++) {
      const id = `${prefix}-${i}`;
      answers.push([id, await answerOf(id)]);
    }
    return answers;
  }

  it("splits requests between two versions while a rollout prepares one, and ends with the rollout", async () => {
    const { digest, rolloutId } = await holdVersion(console, desk, "compact-b");
    await desk.split({ name: "compact-b", percent });
    await inEffect();
    await eventually(
      async () => !(await ask("warm-up")).some(isWrong),
      "all nodes are known to hold both",
      60_000,
    );
    const before = await counted();
    const answers = await ask("order");
    expect(answers.filter(isWrong)).toEqual([]);
    const counts = await counted();
    const chosen = answers.filter(([id]) => isInSplit(id, { digest, percent })).length;
    expect(counts.chosen - before.chosen).toBe(chosen);
    expect(counts.fallbacks).toBe(before.fallbacks);

    await console.mutate("rollout.rollBack", { rolloutId, reason: "second thoughts" });
    const after = await ask("late");
    expect((await desk.origin()).split.current).toBeNull();
    await inEffect();
    const stable = await ask("later");
    expect(new Set(stable.map(([, version]) => version))).toEqual(new Set(["compact"]));
    // Between the two everybody was answered, by one or the other.
    expect(after.every(([, version]) => version === "compact" || version === "compact-b")).toBe(true);

    function isWrong([id, version]: [string, string | null]): boolean {
      return (version === "compact-b") !== isInSplit(id, { digest, percent });
    }
  });

  function inEffect(): Promise<unknown> {
    const isInEffect = async () => (await desk.origin()).traffic.gateways.every((one) => one.isInEffect);
    return eventually(isInEffect, "the split is in effect at the gateway", 30_000);
  }

  /** What the gateway itself counted since it started. */
  async function counted(): Promise<{ chosen: number; fallbacks: number }> {
    const metrics = await (await fetch(system.agent("cn-east-gateway").metricsUrl)).text();
    const valueOf = (name: string) => Number(new RegExp(`${name}\\S* (\\d+)`).exec(metrics)?.[1] ?? NaN);
    return { chosen: valueOf("split_requests_total"), fallbacks: valueOf("split_fallbacks_total") };
  }
}
