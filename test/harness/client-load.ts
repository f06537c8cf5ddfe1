import { GatewayClient } from "@meridian/contracts/client";
import { setTimeout as sleep } from "node:timers/promises";
import { cachedText, pauseMs } from "./load.ts";

/** Long enough for a busy machine: what is late is no failure here. */
const deadlineMs = 30_000;

/** Clients that know several gateways, the preferred one first, and ask one request after another until stopped. */
export class ClientLoad {
  answered = 0;
  private readonly byNode = new Map<string, number>();
  private readonly failures: string[] = [];
  private readonly client: GatewayClient;
  private readonly clients: Promise<void>[];
  private isStopped = false;

  constructor(gateways: string[], width: number) {
    this.client = new GatewayClient({ gateways, deadlineMs });
    this.clients = Array.from({ length: width }, () => this.run());
  }

  /** Answers of a node so far. */
  answersOf(nodeName: string): number {
    return this.byNode.get(nodeName) ?? 0;
  }

  /** What went wrong; empty when nothing failed. */
  async stop(): Promise<string[]> {
    this.isStopped = true;
    await Promise.all(this.clients);
    return this.failures;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const problem = await this.ask().catch((error: Error) => `${error.name}: ${error.message}`);
      if (problem !== null) this.failures.push(problem);
      await sleep(pauseMs.brisk);
    }
  }

  private async ask(): Promise<string | null> {
    const { node, results } = await this.client.parse([cachedText(this.answered)]);
    const isComplete = results.length === 1 && results.every((result) => "elements" in result);
    if (!isComplete) return `incomplete: ${JSON.stringify(results)}`;
    this.answered++;
    this.byNode.set(node.name, this.answersOf(node.name) + 1);
    return null;
  }
}
