import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** How one request is answered: with a body, or broken off. */
export type Scripted =
  { status?: number; body: unknown; headers?: Record<string, string> } | "cut-head" | "cut-body" | "not-json";
export type Heard = { method: string; path: string; headers: IncomingMessage["headers"]; body: string };

/** A server that answers each path by its script; the last entry answers all that come after it. */
export class ScriptedConsole {
  readonly heard: Heard[] = [];
  private readonly server: Server;

  constructor(private readonly scripts: Record<string, Scripted[]>) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Requests that would change something. */
  changes(): Heard[] {
    return this.heard.filter(({ method }) => method !== "GET");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += String(piece);
    this.heard.push({ method, path: url, headers, body });
    const script = this.scripts[url.split("?")[0] ?? ""] ?? [];
    const next = script.length > 1 ? script.shift() : script[0];
    if (next === "cut-head") return void request.socket.destroy();
    if (next === "cut-body") {
      response.writeHead(200, { "content-length": 100 }).write('{"revision":');
      return void setTimeout(() => request.socket.destroy(), 20);
    }
    if (next === "not-json") return void response.end("<html>welcome</html>");
    const { status = 200, headers: more = {}, body: json } = next ?? { status: 404, body: {} };
    const all = {
      "content-type": "application/json",
      ...(status < 400 && { "x-request-id": "r-1" }),
      ...more,
    };
    // An empty value takes a header away.
    const sent = Object.entries(all).filter(([, value]) => value !== "");
    response.writeHead(status, Object.fromEntries(sent)).end(JSON.stringify(json));
  }
}
