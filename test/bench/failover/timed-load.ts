import { Pool } from "undici";

const connections = 16;

export type Answer = { atMs: number; tookMs: number; node: string; isOk: boolean };

/** 16 connections, each of which asks again once it is answered, and what became of every request. */
export class TimedLoad {
  readonly answers: Answer[] = [];
  private readonly pool: Pool;
  private readonly clients: Promise<void>[];
  private isStopped = false;
  private ended: Promise<void> | null = null;

  constructor(url: string) {
    this.pool = new Pool(url, { connections, pipelining: 1 });
    this.clients = Array.from({ length: connections }, () => this.run());
  }

  async stop(): Promise<Answer[]> {
    this.isStopped = true;
    this.ended ??= Promise.all(this.clients).then(() => this.pool.close());
    await this.ended;
    return this.answers;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const startedMs = performance.now();
      const node = await this.ask();
      const atMs = performance.now();
      this.answers.push({ atMs, tookMs: atMs - startedMs, node: node ?? "", isOk: node !== null });
    }
  }

  /** Who answered; null when nobody did, or not with 200. */
  private async ask(): Promise<string | null> {
    try {
      const { statusCode, headers, body } = await this.pool.request({
        method: "POST",
        path: "/v1/parse",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ addresses: ["浙江省杭州市"] }),
      });
      await body.dump();
      return statusCode === 200 ? String(headers["x-meridian-node"]) : null;
    } catch {
      return null;
    }
  }
}
