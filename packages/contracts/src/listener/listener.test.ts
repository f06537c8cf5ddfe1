import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listenerLimits } from "./limits.ts";
import { toPlainTarget } from "./request-target.ts";
import { keepUpgrades } from "./upgrades.ts";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  toPlainTarget(request);
  const { method, url, headers } = request;
  let body = "";
  request
    .setEncoding("utf8")
    .on("data", (text: string) => (body += text))
    .on("end", () => response.end(`<${method} ${headers.host} ${url} ${body}>`));
}

/** Sends the parts one after the other over one connection; resolves once `count` answers have come. */
async function answersTo(parts: string[], count: number): Promise<string[]> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => undefined);
  let text = "";
  const answers = () => [...text.matchAll(/<(.*?)>/gs)].map(([, one]) => one ?? "");
  for (const part of parts) await new Promise((sent) => socket.write(part, sent));
  while (answers().length < count) text += String((await once(socket, "data"))[0]);
  socket.destroy();
  return answers();
}

const h2c = "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n";
const get = (more = "") => `GET /a?b HTTP/1.1\r\nhost: x\r\n${more}\r\n`;
const post = (more = "") => `POST /p HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n${more}\r\n`;

test.each([
  ["without a body", [get(h2c)], ["GET x /a?b "]],
  ["with one", [`${post(h2c)}hello`], ["POST x /p hello"]],
  ["in pieces", [post(h2c), "he", "llo"], ["POST x /p hello"]],
  ["followed by another request", [get(h2c), get()], ["GET x /a?b ", "GET x /a?b "]],
  ["pipelined", [`${post(h2c)}hello${get(h2c)}${get()}`], ["POST x /p hello", "GET x /a?b ", "GET x /a?b "]],
  ["of another protocol", [get("connection: upgrade\r\nupgrade: TLS/1.0\r\n")], ["GET x /a?b "]],
  [
    "of a WebSocket that nobody speaks",
    [get("connection: upgrade\r\nupgrade: websocket\r\n")],
    ["GET x /a?b "],
  ],
])("an offer to upgrade %s is answered as HTTP/1.1", async (_what, parts, expected) => {
  server = createServer(listenerLimits(60_000), answer);
  keepUpgrades(server);
  expect(await answersTo(parts, expected.length)).toEqual(expected);
});

test("an upgrade that the listener speaks is its own", async () => {
  server = createServer(answer);
  keepUpgrades(server, ({ headers }, socket) => {
    if (headers.upgrade !== "websocket") return false;
    socket.end("<switched>");
    return true;
  });
  expect(await answersTo([get("connection: upgrade\r\nupgrade: websocket\r\n")], 1)).toEqual(["switched"]);
});

test.each([
  ["http://meridian.example.com/v1/where?x=1", "GET meridian.example.com /v1/where?x=1 "],
  ["HTTP://user@host:8080", "GET host:8080 / "],
  ["http://host?x", "GET host /?x "],
  ["/plain", "GET x /plain "],
])("the target %s is a path", async (target, expected) => {
  server = createServer(answer);
  expect(await answersTo([`GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`], 1)).toEqual([expected]);
});
