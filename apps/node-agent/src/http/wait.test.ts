import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import {
  failureReason,
  fetchHead,
  fetchText,
  piecesOf,
  TimeoutError,
  within,
} from "@meridian/contracts/wait";

let close = () => {};
afterEach(() => close());

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = () => new Promise<never>(() => undefined);

it("ends a wait at its limit, whether what is waited for heeds the signal or not", async () => {
  let told: unknown;
  const deaf = within({ ms: 20, what: "nothing" }, (signal) => {
    signal.addEventListener("abort", () => (told = signal.reason));
    return never();
  });
  await expect(deaf).rejects.toThrow("waited 20 ms for nothing");
  await expect(deaf).rejects.toBeInstanceOf(TimeoutError);
  expect(told).toBeInstanceOf(TimeoutError);
});

it("ends with the caller, before and during the work, and leaves an outcome in time alone", async () => {
  const reason = new Error("gone");
  const limit = { ms: 10_000, what: "nothing" };
  await expect(within({ ...limit, signal: AbortSignal.abort(reason) }, never)).rejects.toBe(reason);
  const caller = new AbortController();
  const waiting = within({ ...limit, signal: caller.signal }, never);
  caller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(await within(limit, async () => 7)).toBe(7);
  await expect(within(limit, () => Promise.reject(reason))).rejects.toBe(reason);
});

const compressed = gzipSync(Buffer.alloc(100_000, "meridian"));
it.each([
  ["says nothing", () => undefined],
  ["stops after its head", (response: ServerResponse) => response.flushHeaders()],
  [
    "stops inside a compressed body",
    (response: ServerResponse) => {
      response.setHeader("content-encoding", "gzip");
      response.write(compressed.subarray(0, compressed.length >> 1));
    },
  ],
  [
    "sends a byte from time to time",
    (response: ServerResponse) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.once("close", () => clearInterval(timer));
    },
  ],
])("does not wait for a peer that %s", async (_what, answer) => {
  const url = await serve(answer);
  await expect(fetchText(url, {}, { ms: 100 })).rejects.toBeInstanceOf(TimeoutError);
});

it("reads a whole answer, in characters, and says why there is none", async () => {
  const url = await serve((response) => {
    response.statusCode = 418;
    const [head, tail] = [Buffer.from("杭州市").subarray(0, 4), Buffer.from("杭州市").subarray(4)];
    response.write(head);
    setImmediate(() => response.end(tail));
  });
  const { ok, status, text } = await fetchText(url, {}, { ms: 10_000 });
  expect({ ok, status, text }).toEqual({ ok: false, status: 418, text: "杭州市" });
  close();
  const error: unknown = await fetchText(url, {}, { ms: 10_000 }).catch((reason) => reason);
  expect(failureReason(error)).toContain("ECONNREFUSED");
});

it("reads a long body in pieces for as long as some come", async () => {
  let sent = 0;
  const url = await serve((response) => {
    response.write("0");
    const timer = setInterval(() => (++sent < 5 ? response.write(String(sent)) : clearInterval(timer)), 30);
  });
  let text = "";
  const read = async () => {
    const response = await fetchHead(url, { headers: {} }, { ms: 100 });
    for await (const piece of piecesOf(response, { ms: 100 })) text += Buffer.from(piece).toString();
  };
  await expect(read()).rejects.toThrow(/waited 100 ms for more/);
  expect(text).toBe("01234");
});
