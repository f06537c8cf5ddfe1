import { type ParseResponse, ParseResponse as ParseResponseSchema } from "@meridian/contracts/wire";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

export type LoadResult = {
  ok: number;
  /** How often each problem was met; empty when nothing failed. */
  failures: Record<string, number>;
  worstMs: number;
};

/**
 * Between an answer and the next request of a connection. Without a pause clients take the cores from what they ask; a story
 * that waits for something else than answers has steady ones.
 */
export const pauseMs = { brisk: 10, steady: 30 } as const;

/** Texts that differ to people; the model takes digits for each other, so that nodes mostly answer from their cache. */
export const cachedText = (index: number) => `杭州市西湖区文三路${index}号${index % 97}幢`;

const ofNames = "东西南北中山江河湖海天地人和平安永兴长春文明民生光华青云金玉龙凤松竹梅兰桂花";

/** Texts that differ to the model too, a million in a row: each of them is computed. */
export function computedText(index: number): string {
  const at = (place: number) => ofNames[Math.floor(index / ofNames.length ** place) % ofNames.length];
  return `杭州市西湖区${at(0)}${at(1)}${at(2)}${at(3)}路1号`;
}

/**
 * Clients that ask a gateway one request after another until stopped. Whatever is not a 200 with an element for each
 * address counts as failed.
 */
export class Load {
  private readonly pool: Pool;
  private readonly result: LoadResult = { ok: 0, failures: {}, worstMs: 0 };
  private readonly byNode = new Map<string, number>();
  private readonly clients: Promise<void>[];
  private isStopped = false;
  private end: Promise<LoadResult> | null = null;
  private next = 0;

  constructor(
    gatewayUrl: string,
    connections: number,
    private readonly textOf: (index: number) => string,
    /** Between an answer and the next request. */
    private readonly pauseMs = 0,
  ) {
    this.pool = new Pool(gatewayUrl, { connections, pipelining: 1 });
    this.clients = Array.from({ length: connections }, () => this.run());
  }

  /** Requests answered well so far. */
  get answered(): number {
    return this.result.ok;
  }

  /** Answers of a node so far. */
  answersOf(nodeName: string): number {
    return this.byNode.get(nodeName) ?? 0;
  }

  /** May be called again: the result stays. */
  stop(): Promise<LoadResult> {
    return (this.end ??= this.close());
  }

  private async close(): Promise<LoadResult> {
    this.isStopped = true;
    await Promise.all(this.clients);
    if (!this.pool.closed) await this.pool.close();
    return this.result;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const startedAt = performance.now();
      const problem = await this.ask().catch((error: Error) => `${error.name}: ${error.message}`);
      this.result.worstMs = Math.max(this.result.worstMs, performance.now() - startedAt);
      if (problem === null) this.result.ok++;
      else this.result.failures[problem] = (this.result.failures[problem] ?? 0) + 1;
      if (this.pauseMs > 0) await sleep(this.pauseMs);
    }
  }

  /** Null, or what was wrong with the answer. */
  private async ask(): Promise<string | null> {
    const addresses = [this.textOf(this.next++), this.textOf(this.next++)];
    const { statusCode, body } = await this.pool.request({
      method: "POST",
      path: "/v1/parse",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ addresses }),
    });
    const text = await body.text();
    if (statusCode !== 200) return `answered ${statusCode}: ${text.replace(/"requestId":"[^"]*"/, "")}`;
    return this.judge(ParseResponseSchema.parse(JSON.parse(text)));
  }

  private judge({ node, results }: ParseResponse): string | null {
    this.byNode.set(node.name, (this.byNode.get(node.name) ?? 0) + 1);
    const isComplete = results.length === 2 && results.every((r) => "elements" in r && r.elements.length > 0);
    return isComplete ? null : `incomplete: ${JSON.stringify(results)}`;
  }
}
