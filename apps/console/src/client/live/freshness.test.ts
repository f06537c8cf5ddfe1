import { expect, it } from "vitest";
import { type Heard, silenceOf } from "./freshness.ts";

const heard = (more: Partial<Heard>): Heard => ({
  openedAtMs: 1000,
  liveAtMs: null,
  isRefused: false,
  answeredUntilMs: null,
  ...more,
});

it.each<[string, Partial<Heard>, number, ReturnType<typeof silenceOf>]>([
  ["the page was just opened", {}, 3999, null],
  ["nothing has come since it was opened", {}, 4000, { sinceMs: 1000, isFirst: true }],
  ["data came 2.9 s ago", { liveAtMs: 5000 }, 7999, null],
  ["data came 3 s ago", { liveAtMs: 5000 }, 8000, { sinceMs: 5000, isFirst: false }],
  [
    "data comes, but questions fail",
    { liveAtMs: 8000, answeredUntilMs: 2000 },
    8001,
    { sinceMs: 2000, isFirst: false },
  ],
  [
    "neither comes: the older counts",
    { liveAtMs: 5000, answeredUntilMs: 6000 },
    9000,
    { sinceMs: 5000, isFirst: false },
  ],
  [
    "the console turned the page away",
    { liveAtMs: 5000, isRefused: true },
    5001,
    { sinceMs: 5000, isFirst: false },
  ],
  ["the page's clock went back", { liveAtMs: 5000 }, 1000, null],
])("where %s", (_name, more, nowMs, silence) => {
  expect(silenceOf(heard(more), nowMs)).toEqual(silence);
});
