import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { OpenStreams, streamBody } from "./open-streams.ts";

const limits = { what: "streams", ofCaller: 2, ofConsole: 3, retryAfterMs: 1000 };
const never = new AbortController().signal;

async function* letters(many = 3): AsyncGenerator<string> {
  for (let index = 0; index < many; index++) yield "x".repeat(100_000);
}

test("a caller has so many places, all callers together more, and each is free once", () => {
  const streams = new OpenStreams(limits);
  const [first] = [streams.open("a"), streams.open("a")];
  expect(() => streams.open("a")).toThrow("at most 2 streams of a caller");
  streams.open("b");
  expect(() => streams.open("c")).toThrow("at most 3 streams of this console");
  first?.();
  first?.();
  streams.open("c");
  expect(() => streams.open("c")).toThrow("at most 3 streams of this console");
});

test("a body that is read to its end gives its place back", async () => {
  const release = vi.fn<() => void>();
  const body = streamBody({ pieces: letters(), signal: never, release, stalledMs: 60_000 });
  expect((await new Response(body).text()).length).toBe(300_000);
  await vi.waitFor(() => expect(release).toHaveBeenCalled());
});

test("a body that nobody reads on ends, and gives its place back", async () => {
  const [release, ended] = [vi.fn<() => void>(), vi.fn<() => void>()];
  async function* pieces() {
    try {
      yield* letters(1000);
    } finally {
      ended();
    }
  }
  const reader = streamBody({ pieces: pieces(), signal: never, release, stalledMs: 50 }).getReader();
  await reader.read();
  await vi.waitFor(() => expect(release).toHaveBeenCalled());
  expect(ended).toHaveBeenCalled();
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow("nobody reads the stream");
});

test("pieces that come seldom are no stall", async () => {
  const release = vi.fn<() => void>();
  async function* pieces() {
    yield "a";
    await sleep(200);
    yield "b";
  }
  const body = streamBody({ pieces: pieces(), signal: never, release, stalledMs: 50 });
  expect(await new Response(body).text()).toBe("ab");
});

test("a client that leaves gives the place back", async () => {
  for (const leave of [
    (_body: ReadableStream, left: AbortController) => left.abort(),
    (body: ReadableStream) => body.cancel(),
  ]) {
    const [release, left] = [vi.fn<() => void>(), new AbortController()];
    const body = streamBody({ pieces: letters(1000), signal: left.signal, release });
    await leave(body, left);
    await vi.waitFor(() => expect(release).toHaveBeenCalled());
  }
});
