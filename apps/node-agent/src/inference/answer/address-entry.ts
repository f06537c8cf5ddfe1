import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type AddressElement,
  type AddressError,
  type AddressResult,
  checkAddress,
} from "@meridian/contracts/wire";
import type { Clock } from "../../clock.ts";
import { type AskedInclude, includedIn } from "./included.ts";
import type { Prepared, Span, Tagged, Tagger } from "./tagger.ts";

/** Characters prepared in one turn of the event loop: a millisecond's work at most. */
export const sliceLength = 1024;

/** One address: refused before the model saw it, or prepared for it. */
export type Entry = { error: AddressError } | { text: string; prepared: Prepared; tokeniseMs: number };

/** What became of it. */
export type Settled = { error: AddressError } | (Tagged & { isShared: boolean; submittedAt: number });

export const deadlinePassed: { error: AddressError } = {
  error: { code: "deadline", message: "the deadline passed before this address was answered" },
};

/** Checks and tokenises in slices, so that a long list does not hold up other requests. */
export async function prepareAddresses(
  values: readonly unknown[],
  tagger: Tagger,
  clock: Clock,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let length = 0;
  for (const value of values) {
    if (length >= sliceLength) {
      length = 0;
      await nextTurn();
    }
    entries.push(prepareAddress(value, tagger, clock));
    if (typeof value === "string") length += value.length;
  }
  return entries;
}

export function prepareAddress(value: unknown, tagger: Tagger, clock: Clock): Entry {
  const error = checkAddress(value);
  if (error) return { error };
  const from = clock.now();
  const text = String(value);
  const prepared = tagger.prepare(text);
  return { text, prepared, tokeniseMs: clock.now() - from };
}

/** How the answers of a request are to be. */
type Asked = { isExplained: boolean; include: AskedInclude };

/** The answer to one address, with what was asked for. */
export function resultOf(entry: Entry, settled: Settled, { isExplained, include }: Asked): AddressResult {
  if ("error" in entry) return entry;
  if ("error" in settled) return settled;
  const elements = withText(settled.spans, entry.text);
  return {
    elements,
    ...(settled.timing ? {} : { isCached: true }),
    ...(isExplained ? { explain: explanationOf(entry, settled) } : {}),
    ...(include ? includedIn(entry.text, elements, include) : {}),
  };
}

/** The answers in order; in slices where more than elements is asked for, as `prepareAddresses`. */
export async function resultsOf(
  entries: readonly Entry[],
  settled: readonly Settled[],
  asked: Asked,
): Promise<AddressResult[]> {
  const results: AddressResult[] = [];
  let length = 0;
  for (const [i, entry] of entries.entries()) {
    if (asked.include && length >= sliceLength) {
      length = 0;
      await nextTurn();
    }
    results.push(resultOf(entry, settled[i] ?? deadlinePassed, asked));
    if ("text" in entry) length += entry.text.length;
  }
  return results;
}

function explanationOf(
  { prepared, tokeniseMs }: Exclude<Entry, { error: AddressError }>,
  { spans, timing, isShared, submittedAt }: Exclude<Settled, { error: AddressError }>,
) {
  const source = !timing ? ("cache" as const) : isShared ? ("shared" as const) : ("run" as const);
  return {
    source,
    tokens: prepared.windows.reduce((sum, { ids }) => sum + ids.length, 0),
    margin: spans.length === 0 ? null : Math.min(...spans.map(({ margin }) => margin)),
    tokeniseMs,
    queueMs: timing ? Math.max(0, timing.startedAt - submittedAt) : 0,
    runMs: timing?.runMs ?? 0,
    decodeMs: timing?.decodeMs ?? 0,
    batch: timing?.batch ?? null,
  };
}

/** Offsets count code points; texts without astral characters have one code unit for each. */
function withText(spans: readonly Span[], text: string): AddressElement[] {
  const hasAstral = /[\uD800-\uDBFF]/.test(text);
  const points = hasAstral ? Array.from(text) : null;
  return spans.map(({ type, start, end, confidence }) => {
    const own = points ? points.slice(start, end).join("") : text.slice(start, end);
    return { type, start, end, text: own, confidence };
  });
}
