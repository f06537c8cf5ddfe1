import type { AddressElement, Included, TextPiece } from "@meridian/contracts/wire";

/** What a piece of an address is: an element by its index, a part of the contact, or rest. */
export type Span =
  | { kind: "element"; index: number; start: number; end: number }
  | { kind: "name" | "phone" | "postcode" | "rest"; start: number; end: number };

/** A stretch of an address; `span` is null for text that belongs to nothing. */
export type Segment = { text: string; span: Span | null };

/** All that is marked in an address, what is drawn first where two overlap before the other. */
export function spansOf(
  elements: readonly AddressElement[],
  { contact, rest }: Pick<Included, "contact" | "rest"> = {},
): Span[] {
  const piece = (kind: "name" | "phone" | "postcode" | "rest") => (one: TextPiece) => ({
    ...{ kind, start: one.start, end: one.end },
  });
  return [
    ...elements.map(({ start, end }, index) => ({ kind: "element" as const, index, start, end })),
    ...(contact?.name ? [piece("name")(contact.name)] : []),
    ...(contact?.phones ?? []).map(piece("phone")),
    ...(contact?.postcode ? [piece("postcode")(contact.postcode)] : []),
    ...(rest ?? []).map(piece("rest")),
  ];
}

/** Cuts an address at its spans. Offsets count code points; together the segments are the address as typed. */
export function segmentsOf(address: string, spans: readonly Span[]): Segment[] {
  const points = Array.from(address);
  const owners: (Span | null)[] = points.map(() => null);
  for (const span of spans.toReversed()) owners.fill(span, span.start, span.end);
  const segments: Segment[] = [];
  for (const [at, text] of points.entries()) {
    const span = owners[at] ?? null;
    const last = segments.at(-1);
    if (last && last.span === span) last.text += text;
    else segments.push({ text, span });
  }
  return segments;
}
