/** A function like `text.slice(start, end)` that counts code points (a lone surrogate counts as one). */
export function codePointSlicer(text: string): (start: number, end: number) => string {
  // Nearly every address lies in the basic plane, where code points are code units.
  if (!/[\ud800-\udbff]/.test(text)) return (start, end) => text.slice(start, end);
  const characters = Array.from(text);
  return (start, end) => characters.slice(start, end).join("");
}
