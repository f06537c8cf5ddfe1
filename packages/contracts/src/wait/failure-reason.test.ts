import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, type Dispatcher, fetch, ProxyAgent } from "undici";
import { afterEach, expect, it } from "vitest";
import { failureReason } from "./fetch-text.ts";

let server: Server;
afterEach(() => server.close());

async function listen(): Promise<number> {
  server = createServer((_request, response) => response.end("plain"));
  server.on("connect", (_request, socket) =>
    socket.on("error", () => undefined).end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function reasonOf(url: string, dispatcher: Dispatcher): Promise<string> {
  const error: unknown = await fetch(url, { dispatcher }).catch((thrown: unknown) => thrown);
  await dispatcher.destroy();
  return failureReason(error);
}

it.each(["http://console.example:3000/", "https://console.example/"])(
  "names a proxy on the way to %s that refuses, and not its password",
  async (url) => {
    const proxy = new ProxyAgent({ uri: `http://li:geheim@127.0.0.1:${await listen()}` });
    expect(await reasonOf(url, proxy)).toBe("the proxy on the way out (HTTPS_PROXY) answered 407");
  },
);

it("says in words that the other side speaks no TLS, and what refuses a connection", async () => {
  const port = await listen();
  expect(await reasonOf(`https://127.0.0.1:${port}/`, new Agent())).toMatch(
    /^what answers there does not speak TLS/,
  );
  expect(await reasonOf("http://127.0.0.1:1/", new Agent())).toMatch(/ECONNREFUSED|bad port/);
});

it("takes what is no error as it is", () => {
  expect(failureReason("gone")).toBe("gone");
  expect(failureReason(new Error("broken"))).toBe("broken");
});
