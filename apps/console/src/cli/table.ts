const columnGap = "  ";

/** Lines of an aligned table; a column whose values are all numbers stands on the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map(displayWidth)),
  );
  const isRight = head.map(
    (_title, column) => rows.length > 0 && rows.every((row) => /^([\d.]+ ?%?|–|)$/.test(row[column] ?? "")),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - displayWidth(cell));
        return isRight[column] ? space + cell : cell + space;
      })
      .join(columnGap)
      .trimEnd();
  return [head, ...rows].map(line);
}

/** Columns of a terminal that a text takes: Chinese characters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}
