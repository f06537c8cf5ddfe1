import { elementFamilies, type ElementFamily, type ElementType } from "@meridian/contracts/elements";

const families = Object.entries(elementFamilies) as [ElementFamily, readonly ElementType[]][];
const placeByType = new Map(
  families.flatMap(([family, types]) =>
    types.map(
      (type, i) => [type as string, { type, family, lightness: i / Math.max(1, types.length - 1) }] as const,
    ),
  ),
);

/** The type as this console knows it; null for one that a newer model brought. */
export function knownType(type: string): ElementType | null {
  return placeByType.get(type)?.type ?? null;
}

/** CSS colour of a type: its family's hue, stepped by its place in the family. */
export function elementColour(type: string): string {
  const { family, lightness } = placeByType.get(type) ?? { family: "helper", lightness: 0 };
  const strong = `var(--family-${family}-strong)`;
  const percent = Math.round((1 - lightness) * 100);
  return `color-mix(in oklab, ${strong} ${percent}%, var(--family-${family}-light))`;
}

/** Confidence as the strength of a line; the lowest is dotted. */
export type LineStrength = "dotted" | "thin" | "medium" | "strong";

export function lineStrength(confidence: number): LineStrength {
  if (confidence < 0.5) return "dotted";
  if (confidence < 0.75) return "thin";
  return confidence < 0.95 ? "medium" : "strong";
}
