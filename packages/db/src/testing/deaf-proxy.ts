import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy in front of a server that forgets the connections it has: they stay open, and nothing gets through. */
export class DeafProxy {
  private readonly pairs = new Set<{ near: Socket; far: Socket; isForgotten: boolean }>();
  private isHanging = false;
  private readonly server = createServer((near) => this.join(near));

  private constructor(private readonly target: URL) {}

  /** In front of the database of a URL. */
  static async inFrontOf(databaseUrl: string): Promise<DeafProxy> {
    const proxy = new DeafProxy(new URL(databaseUrl));
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Whoever connects from now on is accepted and hears nothing, as from a host that hangs. */
  hang(): void {
    this.isHanging = true;
    this.forget();
  }

  /** Connections from now on work. */
  forget(): void {
    for (const pair of this.pairs) pair.isForgotten = true;
  }

  close(): void {
    this.server.close();
    for (const { near, far } of this.pairs) for (const end of [near, far]) end.destroy();
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    const pair = { near, far, isForgotten: this.isHanging };
    this.pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (chunk) => pair.isForgotten || to.write(chunk));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.pairs.delete(pair);
        if (!pair.isForgotten) to.end();
      });
    }
  }
}
