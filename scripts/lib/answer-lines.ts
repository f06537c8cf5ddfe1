/** An answer in words: a name and a value each line, however long the names are. */
export function answerLines(answer: object): string {
  const entries = Object.entries(answer);
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.map(([name, value]) => `${name.padEnd(width)}${textOf(value)}\n`).join("");
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
