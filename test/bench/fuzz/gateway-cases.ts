import { connect } from "node:net";
import { fetchText } from "@meridian/contracts/wait";
import { within } from "@meridian/contracts/wait";
import { headerText, type Tried } from "./api-cases.ts";
import type { Nasty } from "./nasty.ts";

const answerMs = 30_000;
const rawMs = 1500;
const paths = [
  "/v1/parse",
  "/v1/parse",
  "/v1/parse",
  "/v1/parse",
  "/v1/where",
  "/v1/models",
  "/debug/routing",
  "/",
];
const headerNames = [
  "x-model-version",
  "x-deadline-ms",
  "x-priority",
  "x-meridian-explain",
  "x-request-id",
  "accept",
];

/** Requests to a gateway: envelopes, headers and paths. */
export async function gatewayCase(url: string, nasty: Nasty): Promise<Tried> {
  const path = nasty.oneOf(paths);
  const isPost = nasty.isChance(path === "/v1/parse" ? 0.95 : 0.2);
  const headers = Object.fromEntries(
    headerNames
      .filter(() => nasty.isChance(0.15))
      .map((name) => [name, headerText(nasty.isChance(0.3) ? "application/x-ndjson" : nasty.text())]),
  );
  const type = nasty.isChance(0.95) ? "application/json" : "text/plain";
  const body = isPost ? envelope(nasty) : undefined;
  const init = {
    method: isPost ? "POST" : nasty.oneOf(["GET", "HEAD", "DELETE", "OPTIONS"]),
    headers: { "content-type": type, "x-deadline-ms": "2000", ...headers },
    redirect: "manual" as const,
    ...(body !== undefined && { body }),
  };
  const { status } = await fetchText(`${url}${path}`, init, { ms: answerMs });
  return { where: `gateway ${init.method} ${path}`, sent: { headers, body }, status };
}

function envelope(nasty: Nasty): string {
  if (nasty.isChance(0.1)) return nasty.text();
  if (nasty.isChance(0.2)) return JSON.stringify(nasty.value());
  const addresses = Array.from({ length: Math.floor(nasty.random.uniform() * 6) }, () =>
    nasty.isChance(0.6) ? nasty.text() : nasty.value(),
  );
  return JSON.stringify({ addresses, ...(nasty.isChance(0.2) && { [nasty.text()]: nasty.value() }) });
}

const rawHeads = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/9.9\r\nhost: x\r\n\r\n",
  "POST /v1/parse HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
  "POST /v1/parse HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n",
  "POST /v1/parse HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n",
  "POST /v1/parse HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
  "POST /v1/parse HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n",
  "POST /api/trpc/fleet.overview HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n",
  "CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n",
  "GET http://[::1 HTTP/1.1\r\nhost: x\r\n\r\n",
  "GET /%00%zz/..%2f HTTP/1.1\r\nhost: \x00\r\n\r\n",
  "GET /api/v1/%ff%fe HTTP/1.1\r\nhost: x\r\n\r\n",
  "GET //x/y?a=%80 HTTP/1.1\r\nhost: x\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\nsec-websocket-version: 13\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nhost: x\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
];

/** Bytes that no client of ours would send. Closed or answered: both are fine, 500 is not. */
export async function rawCase(url: string, nasty: Nasty): Promise<Tried> {
  const head = nasty.oneOf(rawHeads);
  const sent = nasty.isChance(0.3) ? mutated(head, nasty) : head;
  const { hostname, port } = new URL(url);
  const text = await exchange(hostname, Number(port), sent);
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  return { where: `raw ${port}`, sent, status: status === undefined ? null : Number(status) };
}

function mutated(text: string, nasty: Nasty): string {
  const at = Math.floor(nasty.random.uniform() * text.length);
  return `${text.slice(0, at)}${nasty.oneOf(["\x00", "\r", "\n", "\xff", "é", ":"])}${text.slice(at + 1)}`;
}

/** What comes back until the other side closes, or for a moment. */
function exchange(host: string, port: number, sent: string): Promise<string> {
  let text = "";
  const socket = connect(port, host);
  const read = () =>
    new Promise<string>((resolve) => {
      socket.on("data", (piece) => {
        text += piece.toString("latin1");
        if (text.includes("\r\n\r\n")) resolve(text);
      });
      socket.on("error", () => resolve(text));
      socket.on("close", () => resolve(text));
      socket.write(Buffer.from(sent, "latin1"));
    });
  return within({ ms: rawMs, what: "an answer" }, read)
    .catch(() => text)
    .finally(() => socket.destroy());
}
