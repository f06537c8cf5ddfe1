import { ModelError } from "../model-error.ts";
import type { TransitionTable } from "./transition-table.ts";

/**
 * The well-formed label sequence with the largest sum of logits (Viterbi, transitions 0 or forbidden).
 * @param logits row-major [rows, labels]; rows from `firstRow` on are used.
 * @returns one label id per row; among equal sums any.
 * @throws ModelError('run-failed') if logits are NaN.
 */
export function bestPath(
  logits: Float32Array,
  firstRow: number,
  rows: number,
  table: TransitionTable,
): Int32Array {
  const width = table.labels.length;
  const path = new Int32Array(rows);
  if (rows === 0) return path;
  const back = new Int32Array(rows * width);
  let score = new Float64Array(width).fill(-Infinity);
  let next = new Float64Array(width);
  for (const id of table.opening) score[id] = logits[firstRow * width + id] as number;
  for (let row = 1; row < rows; row++) {
    step(logits, (firstRow + row) * width, score, next, back, row * width, table);
    [score, next] = [next, score];
  }
  let id = largest(score, table.closing);
  if (!((score[id] as number) > -Infinity)) {
    throw new ModelError("run-failed", "The model returned logits that are not finite numbers.");
  }
  for (let row = rows - 1; row >= 0; row--) {
    path[row] = id;
    id = back[row * width + id] as number;
  }
  return path;
}

function step(
  logits: Float32Array,
  at: number,
  score: Float64Array,
  next: Float64Array,
  back: Int32Array,
  backAt: number,
  table: TransitionTable,
): void {
  // All of B, S and O have the same allowed predecessors, so the best of these is searched once a row.
  const closed = largest(score, table.closing);
  const closedScore = score[closed] as number;
  // Counted loops: iterators over typed arrays cost several times as much here.
  for (let i = 0; i < table.opening.length; i++) {
    const id = table.opening[i] as number;
    next[id] = closedScore + (logits[at + id] as number);
    back[backAt + id] = closed;
  }
  for (let i = 0; i < table.inside.length; i++) {
    const { id, begin, middle } = table.inside[i] as TransitionTable["inside"][number];
    const fromBegin = begin < 0 ? -Infinity : (score[begin] as number);
    const fromMiddle = middle < 0 ? -Infinity : (score[middle] as number);
    const isBegin = fromBegin >= fromMiddle;
    next[id] = (isBegin ? fromBegin : fromMiddle) + (logits[at + id] as number);
    back[backAt + id] = isBegin ? Math.max(begin, 0) : Math.max(middle, 0);
  }
}

function largest(score: Float64Array, ids: Int32Array): number {
  let best = ids[0] as number;
  for (let i = 1; i < ids.length; i++) {
    const id = ids[i] as number;
    if ((score[id] as number) > (score[best] as number)) best = id;
  }
  return best;
}
