import type { AddressResolution, Included, ResolvedPlace } from "@meridian/contracts/wire";

/** A name in the first column, and what is said of it. */
type Line = readonly [string, string];

/** What an answer includes beside elements, for a terminal; a text of several lines on one. */
export function includedLines({ address, resolution, contact, rest }: Included): Line[] {
  const reached = contact ? [contact.name, ...contact.phones, contact.postcode] : [];
  const contacts = reached.flatMap((piece) => (piece ? [piece.text] : []));
  return [
    ...(address ? [["= address", address.text] as const] : []),
    ...(resolution ? resolutionLines(resolution) : []),
    ...(contact ? [["= contact", contacts.join(", ") || "none"] as const] : []),
    ...(rest ?? []).map(({ start, end, text }): Line => ["= rest", `${start}–${end} ${oneLine(text)}`]),
  ];
}

function resolutionLines(resolution: AddressResolution): Line[] {
  const { verdict, province, city, district, town, corrections, suggestions, divisions } = resolution;
  const isOwnCity = city?.name === province?.name;
  const certain = [province, isOwnCity ? null : city, district, town].flatMap((part) =>
    part ? [`${part.name} ${part.code ?? "(no code)"}${part.isCompleted ? ", completed" : ""}`] : [],
  );
  return [
    ["= verdict", verdict.kind === "incomplete" ? `incomplete: ${verdict.missing.join(", ")}` : verdict.kind],
    ...(verdict.kind === "ambiguous" ? verdict.candidates.map(candidateLine) : []),
    ...(verdict.kind === "conflict"
      ? verdict.readings.map(({ place, contradicts }): Line => [
          "  reading",
          `${placeText(place)}, against ${contradicts.join(", ")}`,
        ])
      : []),
    ...certain.map((text): Line => ["  certain", text]),
    ...corrections.map(({ from, to }): Line => ["  now called", `${from} is ${to}`]),
    ...suggestions.map(({ from, to }): Line => ["  suggestion", `${from}: ${to}?`]),
    ["  divisions", `as of ${divisions.date}`],
  ];
}

const candidateLine = (place: ResolvedPlace): Line => [
  "  candidate",
  `${placeText(place)}: --region-hint ${place.adcode}`,
];

function placeText({ province, city, district }: ResolvedPlace): string {
  return [province, city === province ? null : city, district].filter((name) => name !== null).join("");
}

const oneLine = (text: string): string => text.replace(/\s+/gu, " ");
