import { paddedLength } from "@meridian/model";

/** Most addresses are this long, in padded tokens; the nearest widths are warmed first. */
const usualWidth = 24;

export type WarmShape = { rows: number; width: number };

/** Every width that batches of at most `widthMax` tokens take, alone and in a full batch, the likeliest first. */
export function warmShapes(widthMax: number, batchTokens: number): WarmShape[] {
  const widths = new Set(Array.from({ length: widthMax }, (_, i) => paddedLength(i + 1, widthMax)));
  const near = [...widths].sort((a, b) => Math.abs(a - usualWidth) - Math.abs(b - usualWidth));
  return near.flatMap((width) => {
    const full = Math.max(1, Math.floor(batchTokens / width));
    return full === 1
      ? [{ rows: 1, width }]
      : [
          { rows: 1, width },
          { rows: full, width },
        ];
  });
}
