/**
 * First code point of each window of a text of `total` code points (> length). All windows are full: the last one is
 * moved back to the end of the text, so no window is a scrap with little context.
 */
export function windowStarts(total: number, length: number, overlap: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + length < total; start += length - overlap) starts.push(start);
  starts.push(total - length);
  return starts;
}
