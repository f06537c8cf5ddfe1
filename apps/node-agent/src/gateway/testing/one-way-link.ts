import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

type Direction = "there" | "back";

/** A link to a local port that can lose one direction: bytes are accepted and never arrive. */
export class OneWayLink {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private lost: Direction | null = null;

  constructor(targetUrl: string) {
    const { port } = new URL(targetUrl);
    this.server = createServer((near) => {
      const far = connect(Number(port), "127.0.0.1");
      this.carry("there", near, far);
      this.carry("back", far, near);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  lose(direction: Direction): void {
    this.lost = direction;
  }

  /** Connections that lost bytes are reset. */
  mend(): void {
    this.lost = null;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private carry(direction: Direction, from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on("data", (chunk) => void (this.lost === direction || to.write(chunk)));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
