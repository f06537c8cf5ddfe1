import { performance } from "node:perf_hooks";
import type { Tagger } from "../tagger.ts";
import type { LabelledText, Span } from "./read-conll.ts";
import type { Score } from "./score-spans.ts";
import { keyOf, scoreSpans } from "./score-spans.ts";

export interface Evaluation {
  readonly addresses: number;
  readonly addressesPerSecond: number;
  readonly micro: Score;
  readonly types: Readonly<Record<string, Score>>;
  /** Percent of addresses whose spans are all right. */
  readonly sentenceAccuracy: number;
  /** Expected calibration error of the elements' confidences, 0–1. */
  readonly calibrationError: number;
}

/** Tags all texts, after a warm-up that does not count, and scores what was found. */
export async function evaluate(
  tagger: Pick<Tagger, "tag">,
  rows: readonly LabelledText[],
): Promise<Evaluation> {
  const texts = rows.map((row) => row.text);
  await tagger.tag(texts.slice(0, 32)); // the first runs allocate
  const began = performance.now();
  const found = await tagger.tag(texts);
  const seconds = (performance.now() - began) / 1000;
  const pairs = rows.map((row, i) => ({ gold: row.spans, found: found[i] ?? [] }));
  const judged = pairs.flatMap(({ gold, found }) => {
    const right = new Set(gold.map(keyOf));
    return found.map((element) => ({ confidence: element.confidence, isRight: right.has(keyOf(element)) }));
  });
  const isWholeRight = ({ gold, found }: { gold: readonly Span[]; found: readonly Span[] }): boolean =>
    gold.map(keyOf).join() === found.map(keyOf).join();
  return {
    addresses: rows.length,
    addressesPerSecond: rows.length / seconds,
    ...scoreSpans(pairs),
    sentenceAccuracy: (100 * pairs.filter(isWholeRight).length) / Math.max(1, pairs.length),
    calibrationError: calibrationError(judged),
  };
}

/** An answer with how sure the model was of it, 0–1, and whether it was right. */
interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

const BINS = 10;

/**
 * Expected calibration error, 0–1: the gap between mean confidence and share of right answers in each of ten equal ranges
 * of confidence, weighted by the answers in it (Naeini et al., 2015). 0 if there are no answers.
 */
export function calibrationError(answers: readonly Judged[]): number {
  const gaps = new Array<number>(BINS).fill(0);
  for (const { confidence, isRight } of answers) {
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - Number(isRight);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, answers.length);
}
