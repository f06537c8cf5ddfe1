export const addressesMax = 20;
const charactersMax = 4000;

/** The addresses of a text area: its lines, without those that hold nothing. Nothing else is changed about them. */
export function addressLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

export type InputProblem =
  { kind: "empty" } | { kind: "tooMany"; count: number; max: number } | { kind: "tooLong"; max: number };

/** Why the addresses cannot be sent; null when they can. */
export function inputProblem(addresses: readonly string[]): InputProblem | null {
  if (addresses.length === 0) return { kind: "empty" };
  if (addresses.length > addressesMax) return { kind: "tooMany", count: addresses.length, max: addressesMax };
  return addresses.some(({ length }) => length > charactersMax)
    ? { kind: "tooLong", max: charactersMax }
    : null;
}
