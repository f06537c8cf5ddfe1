import { Agent, request } from "undici";
import { takeTexts } from "../lib/texts.ts";

const texts = takeTexts(456);
/** As long as a shop's checkout waits. */
const deadlineMs = 1000;

/** Clients that know several gateways: each request goes to the first, and to the next when that one does not answer. */
export class GatewayListLoad {
  answered = 0;
  failed = 0;
  private readonly urls: string[];
  private readonly dispatcher: Agent;
  private readonly clients: Promise<void>[];
  private isStopped = false;
  private next = 0;

  constructor(urls: string[], connections: number) {
    this.urls = urls;
    this.dispatcher = new Agent({ connections, pipelining: 1 });
    this.clients = Array.from({ length: connections }, () => this.run());
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.clients);
    await this.dispatcher.close();
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const text = texts[this.next++ % texts.length] ?? "";
      if (await this.isAnswered(text)) this.answered++;
      else this.failed++;
    }
  }

  private async isAnswered(text: string): Promise<boolean> {
    for (const url of this.urls) {
      if (await this.ask(url, text).catch(() => false)) return true;
    }
    return false;
  }

  private async ask(url: string, text: string): Promise<boolean> {
    const { statusCode, body } = await request(`${url}/v1/parse`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ addresses: [text] }),
      dispatcher: this.dispatcher,
      signal: AbortSignal.timeout(deadlineMs),
    });
    await body.text();
    return statusCode === 200;
  }
}
