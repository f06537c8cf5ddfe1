import { replaceUnprintable, toVisible } from "@meridian/contracts/text";

/** A text of several lines, safe for a terminal. */
export function visibleLines(text: string): string {
  return text.split("\n").map(toVisible).join("\n");
}

/** An answer whose texts are safe for a terminal: a name could move the cursor there, or rewrite what stands above. */
export function visibleIn(json: unknown): unknown {
  if (typeof json === "string") return toVisible(json);
  if (Array.isArray(json)) return json.map(visibleIn);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [toVisible(key), visibleIn(value)]));
}

/** One line of JSON that means the same and that no terminal obeys: JSON itself escapes C0 alone. */
export function jsonLine(value: unknown): string {
  return replaceUnprintable(JSON.stringify(value), (found) =>
    Array.from({ length: found.length }, (_, unit) => escaped(found.charCodeAt(unit))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
