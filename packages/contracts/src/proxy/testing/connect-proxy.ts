import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";

/** A proxy as companies run them: the only way to hosts whose names it alone knows. */
export class ConnectProxy {
  /** What it was asked for, as `host:port`. */
  readonly asked: string[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  /** @param portOf the port on this machine of each host that it knows */
  constructor(private readonly portOf: Record<string, number>) {
    this.server = createServer((_request, response) => response.writeHead(501).end());
    this.server.on("connect", (request, socket: Socket) => {
      const target = request.url ?? "";
      this.asked.push(target);
      this.keep(socket);
      const port = this.portOf[target.split(":")[0] ?? ""];
      if (port === undefined) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      const upstream = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      this.keep(upstream);
    });
  }

  /** A reset that nobody listens for would end the process. */
  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => undefined);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
