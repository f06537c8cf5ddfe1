import { afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { childrenOf, signalIfThere } from "../../../harness/leftovers.ts";
import { computedText, type Load, pauseMs } from "../../../harness/load.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

/** Stories beside this one boot whole fleets on the same cores: nodes are truly slow meanwhile, and gateways see it. */
const calmMs = 90_000;

export function slowNode(system: TestSystem): void {
  let load: Load;
  beforeAll(() => system.reset());
  afterEach(async () => {
    expect((await load.stop()).failures).toEqual({});
  });

  const Node = z.object({
    name: z.string(),
    healthFactor: z.number(),
    rotation: z.object({ rule: z.string() }).nullable(),
  });
  const Region = z.object({ name: z.string(), healthyShare: z.number(), nodes: z.array(Node) });
  const Routing = z.object({ regions: z.array(Region) });

  /** A region as its own gateway sees it now. */
  async function seen(region: string): Promise<z.infer<typeof Region>> {
    const routing = Routing.parse(await system.agent(`${region}-gateway`).routing());
    const found = routing.regions.find(({ name }) => name === region);
    if (!found) throw new Error(`its gateway knows no region ${region}`);
    return found;
  }

  /** Lets a node's engine run for 50 ms of each second, until the function returned is called. */
  function stutter(node: AgentHandle): () => void {
    const signal = (name: "SIGSTOP" | "SIGCONT") => {
      for (const pid of childrenOf(node.pid)) signalIfThere(pid, name);
    };
    let timer: NodeJS.Timeout;
    const stop = () => {
      signal("SIGSTOP");
      timer = setTimeout(go, 950);
    };
    const go = () => {
      signal("SIGCONT");
      timer = setTimeout(stop, 50);
    };
    stop();
    return () => {
      clearTimeout(timer);
      signal("SIGCONT");
    };
  }

  /** The share of a node in the next hundred answers. */
  async function shareOf({ name }: AgentHandle): Promise<number> {
    const [from, own] = [load.answered, load.answersOf(name)];
    await eventually(() => load.answered >= from + 100, "a hundred answers", 60_000);
    return (load.answersOf(name) - own) / (load.answered - from);
  }

  async function untilPaceIsKnown({ name }: AgentHandle): Promise<void> {
    await eventually(() => load.answersOf(name) > 300, `the pace of ${name} is known`, 60_000);
  }

  it("takes traffic off a node that became 20 times slower, and gives it back", async () => {
    load = system.load("cn-east-gateway", 4, computedText, pauseMs.brisk);
    const node = system.agent("cn-east-node-1");
    const isOut = async () => {
      const { nodes } = await seen("cn-east");
      return nodes.some(({ name, rotation }) => name === node.name && rotation !== null);
    };
    await untilPaceIsKnown(node);
    await eventually(async () => (await shareOf(node)) > 0.3, "it takes its share", calmMs);

    const recover = stutter(node);
    try {
      await eventually(isOut, "the gateway sees it");
      await eventually(async () => (await shareOf(node)) < 0.1, "others serve");
    } finally {
      recover();
    }
    await eventually(async () => !(await isOut()), "the gateway sees that it recovered", 60_000);
    await eventually(async () => (await shareOf(node)) > 0.3, "it takes its share again", calmMs);
  });

  it("moves traffic out of a region that is slow as a whole, and back", async () => {
    load = system.load("us-west-gateway", 4, computedText, pauseMs.brisk);
    const node = system.agent("us-west-node-1");
    await untilPaceIsKnown(node);
    await eventually(async () => (await shareOf(node)) > 0.9, "its region serves", calmMs);

    const recover = stutter(node);
    try {
      await eventually(async () => (await seen("us-west")).healthyShare < 0.5, "the gateway sees it");
      await eventually(async () => (await shareOf(node)) < 0.5, "the other region serves");
      expect((await seen("us-west")).nodes).toMatchObject([{ name: node.name, healthFactor: 1 }]);
    } finally {
      recover();
    }
    await eventually(async () => (await shareOf(node)) > 0.9, "its region serves again", calmMs);
  });
}
