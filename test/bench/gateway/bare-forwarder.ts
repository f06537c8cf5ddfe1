// Forwards over the libraries that the gateway uses, node:http and undici, and does nothing else: what they leave to win.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";

const [url = ""] = process.argv.slice(2);
const pool = new Pool(url, { connections: 64, pipelining: 1 });

class Forward implements Dispatcher.DispatchHandler {
  constructor(private readonly response: ServerResponse) {}

  onRequestStart(): void {}
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    const { "content-type": type, "content-length": length } = headers;
    this.response.writeHead(status, { "content-type": String(type), "content-length": String(length) });
  }
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.response.write(chunk);
  }
  onResponseEnd(): void {
    this.response.end();
  }
  onResponseError(): void {
    this.response.destroy();
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  const headers = { "content-type": "application/json" };
  const forward = () => {
    const body = Buffer.concat(chunks);
    pool.dispatch({ path: "/v1/parse", method: "POST", headers, body }, new Forward(response));
  };
  request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", forward);
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
