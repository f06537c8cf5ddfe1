/** Confidence and margin of an element, as `Element` defines them, from the rows `first` to `last` of `path`. */
export function scoreLabels(
  logits: Float32Array,
  rows: Int32Array,
  path: Int32Array,
  { first, last }: { readonly first: number; readonly last: number },
  width: number,
  temperature: number,
): { confidence: number; margin: number } {
  let logSum = 0;
  let margin = Infinity;
  for (let i = first; i <= last; i++) {
    const at = (rows[i] as number) * width;
    const id = path[i] as number;
    const chosen = logits[at + id] as number;
    let sum = 1;
    let bestOther = -Infinity;
    for (let j = 0; j < width; j++) {
      if (j === id) continue;
      const other = logits[at + j] as number;
      sum += Math.exp((other - chosen) / temperature);
      if (other > bestOther) bestOther = other;
    }
    logSum -= Math.log(sum);
    margin = Math.min(margin, chosen - bestOther);
  }
  return { confidence: Math.exp(logSum / (last - first + 1)), margin };
}
