import { expect, test } from "vitest";
import { ChangeFeed } from "./change-feed.ts";

const long = 60_000;

test("an announcement wakes all who wait, and is not missed by who reads meanwhile", async () => {
  const feed = new ChangeFeed();
  const { signal } = new AbortController();
  const { position } = feed;
  const waits = [feed.changedSince(position, long, signal), feed.changedSince(position, long, signal)];
  feed.announce();
  await Promise.all(waits);
  await feed.changedSince(position, long, signal);
  expect(feed.position).toBe(position + 1);
});

test("a wait ends by its limit, and by its caller's signal", async () => {
  const feed = new ChangeFeed();
  await feed.changedSince(feed.position, 1, new AbortController().signal);
  const caller = new AbortController();
  const wait = feed.changedSince(feed.position, long, caller.signal);
  caller.abort();
  await wait;
  await feed.changedSince(feed.position, long, caller.signal);
});
