import type { AddressElement } from "@meridian/contracts/wire";

/** A stretch of an address; `elementIndex` is null for text that belongs to no element. */
export type AddressSegment = { text: string; elementIndex: number | null };

/** Cuts an address at its elements. Offsets count code points; together the segments are the address as typed. */
export function addressSegments(address: string, elements: readonly AddressElement[]): AddressSegment[] {
  const points = Array.from(address);
  const segments: AddressSegment[] = [];
  let at = 0;
  const add = (end: number, elementIndex: number | null) => {
    if (end > at) segments.push({ text: points.slice(at, end).join(""), elementIndex });
    at = Math.max(at, end);
  };
  const inOrder = elements.map((element, index) => ({ ...element, index })).sort((a, b) => a.start - b.start);
  for (const { start, end, index } of inOrder) {
    add(Math.min(start, points.length), null);
    add(Math.min(end, points.length), index);
  }
  add(points.length, null);
  return segments;
}
