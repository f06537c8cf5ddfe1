import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { peekBody } from "./peek-body.ts";

/** What is peeked of a request that sends these pieces, and what is read of it afterwards as frameworks read. */
async function peekedAndRead(pieces: string[], { told = pieces.join("").length, breaksOff = false } = {}) {
  const look = async (request: IncomingMessage): Promise<[peeked: string | null, read: string | null]> => {
    const peeked = await peekBody(request, 8192);
    if (breaksOff) return [peeked?.toString("utf8") ?? null, null];
    const body = new Request("http://console.test", {
      ...{ method: "POST", duplex: "half" },
      body: Readable.toWeb(request) as ReadableStream<Uint8Array>,
    }).body;
    const read = body ? await text(body) : null;
    return [peeked?.toString("utf8") ?? null, read];
  };
  const server = createServer();
  const seen = new Promise<Awaited<ReturnType<typeof look>>>((resolve, reject) => {
    server.on("request", (request, response) => {
      look(request)
        .then(resolve, reject)
        .finally(() => response.end());
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${told}\r\n\r\n`;
  const [first = "", ...others] = pieces;
  socket.write(head + first);
  for (const piece of others) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(piece);
  }
  if (breaksOff) socket.end();
  return seen;
}

test("a body is seen once it is whole, and is there for whoever reads it", async () => {
  expect(await peekedAndRead(['{"email":"li@example.com"}'])).toEqual(
    Array(2).fill('{"email":"li@example.com"}'),
  );
  expect(await peekedAndRead(["", "{", "}"])).toEqual(["{}", "{}"]);
  const long = "x".repeat(8000);
  expect(await peekedAndRead([long])).toEqual([long, long]);
});

test("one that is empty or too long is not waited for", async () => {
  expect(await peekedAndRead([""])).toEqual([null, ""]);
  const long = "x".repeat(20_000);
  expect(await peekedAndRead([long])).toEqual([null, long]);
});

test("one that breaks off is none", async () => {
  expect(await peekedAndRead(["{"], { told: 100, breaksOff: true })).toEqual([null, null]);
});
