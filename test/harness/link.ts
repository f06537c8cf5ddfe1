import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A way to a port of this machine that a story may cut: nothing gets through, and nobody is told. */
export class Link {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  /** Where it leads: set before anybody takes it. */
  targetPort = 0;

  constructor() {
    this.server = createServer((near) => {
      const far = connect(this.targetPort, "127.0.0.1");
      this.join(near, far);
      this.join(far, near);
    });
  }

  async open(): Promise<this> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.isCut = true;
  }

  /** What was on its way when the link was cut is lost: connections of then are reset. */
  mend(): void {
    this.isCut = false;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on("data", (chunk) => void (this.isCut || to.write(chunk)));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.sockets.delete(from);
      to.end();
    });
  }
}
