import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export type Received = { headers: IncomingMessage["headers"]; body: string };

/** A real HTTP server in the place of an inference node, whose answers a test can change at any time. */
export class TestNode {
  readonly received: Received[] = [];
  readonly abortedRequests: Received[] = [];
  isReady = true;
  /** What it says that it can answer with. */
  versions: string[] = [];
  connectionsOpened = 0;
  behaviour: Behaviour = answerOk;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  constructor(
    readonly id: string,
    readonly regionId: string,
  ) {
    this.server = createServer((request, response) => this.serve(request, response));
    this.server.on("connection", (socket) => {
      this.connectionsOpened++;
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens; on the port it had when it was up before. */
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** What SIGKILL does to a process: the listener is gone and every connection is reset. */
  async kill(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === "/readyz") {
      const versions = this.versions.map((name) => ({ name, digest: name }));
      const readiness = { isReady: this.isReady, reason: null, versions };
      response.writeHead(this.isReady ? 200 : 503).end(JSON.stringify(readiness));
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const received = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      this.received.push(received);
      response.on("close", () => {
        if (!response.writableFinished) this.abortedRequests.push(received);
      });
      response.setHeader("content-type", "application/json");
      response.setHeader("x-meridian-node", this.id);
      response.setHeader("x-meridian-region", this.regionId);
      response.setHeader("server-timing", "run;dur=1, total;dur=2");
      this.behaviour(request, response, received.body);
    });
  }
}

export const answerOk: Behaviour = (_request, response, body) => {
  response.end(body);
};

/** As a node whose engine took `runMs`; each run is one of its own. */
export function answerAfterRun(runMs: () => number): Behaviour {
  let runs = 0;
  return (_request, response, body) => {
    const ms = runMs();
    const timing = `queue;dur=0, run;dur=${ms + ++runs / 1e6}, total;dur=${ms + 1}`;
    response.setHeader("server-timing", timing).setHeader("x-meridian-batch-tokens", "24");
    response.setHeader("x-meridian-version", "v1").setHeader("x-meridian-precision", "int8");
    answerOk(_request, response, body);
  };
}

export function answerStatus(status: number): Behaviour {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", "retry-after": "1" });
    response.end("{}");
  };
}

export const resetConnection: Behaviour = (request) => {
  request.socket.resetAndDestroy();
};

export const neverAnswer: Behaviour = () => undefined;
