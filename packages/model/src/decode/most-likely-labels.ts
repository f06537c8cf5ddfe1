import { ModelError } from "../model-error.ts";

/**
 * The label with the largest logit per row, each on its own.
 * @param logits row-major [tokens, labels]; only `rows` are read.
 * @throws ModelError('run-failed') if a row's logits are not numbers.
 */
export function mostLikelyLabels(logits: Float32Array, rows: Int32Array, width: number): Int32Array {
  return rows.map((row) => {
    let best = -1;
    let largest = -Infinity;
    for (let id = 0; id < width; id++) {
      const logit = logits[row * width + id] as number;
      if (logit > largest) [best, largest] = [id, logit];
    }
    if (best < 0)
      throw new ModelError("run-failed", "The model returned logits that are not finite numbers.");
    return best;
  });
}
