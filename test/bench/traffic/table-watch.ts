import { setTimeout as sleep } from "node:timers/promises";
import { fetchText } from "@meridian/contracts/wait";

const everyMs = 500;

/** Reads again and again which routing table each gateway holds; one that is away is asked again later. */
export class TableWatch {
  reads = 0;
  changes = 0;
  private readonly hashes = new Map<string, string>();
  private readonly urls: string[];
  private readonly token: string;

  constructor(urls: string[], token: string) {
    this.urls = urls;
    this.token = token;
  }

  async during(work: Promise<void>): Promise<void> {
    let isOver = false;
    const over = work.finally(() => (isOver = true));
    while (!isOver) {
      await Promise.all(this.urls.map((url) => this.read(url)));
      await Promise.race([over, sleep(everyMs)]);
    }
    await over;
  }

  private async read(url: string): Promise<void> {
    const hash = await this.hashAt(url).catch(() => null);
    if (hash === null) return;
    this.reads++;
    if (hash !== (this.hashes.get(url) ?? hash)) this.changes++;
    this.hashes.set(url, hash);
  }

  private async hashAt(url: string): Promise<string | null> {
    const headers = { authorization: `Bearer ${this.token}` };
    const { ok, text } = await fetchText(`${url}/debug/routing`, { headers }, { ms: 2000 });
    return ok ? (JSON.parse(text) as { tableHash: string }).tableHash : null;
  }
}
