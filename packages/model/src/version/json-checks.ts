import { ModelError } from "../model-error.ts";

/** A ModelError('bad-model') that names file, key, what was expected and what was found. */
export function at(file: string, key: string, expected: string, found: unknown): ModelError {
  const text = describe(found);
  const where = key === "" ? file : `${file}: ${key}`;
  return new ModelError("bad-model", `${where}: expected ${expected}, found ${text}.`, {
    details: { file, key, expected, found: text },
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readString(file: string, record: Record<string, unknown>, key: string): string {
  const value = record[key];
  if (typeof value !== "string" || value === "") throw at(file, key, "a text", value);
  return value;
}

/** A whole number of at least 1. */
export function readWhole(file: string, record: Record<string, unknown>, key: string): number {
  const value = record[key];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw at(file, key, "a whole number of at least 1", value);
  }
  return value;
}

/** Parses JSON text; a syntax error becomes ModelError('bad-model') naming the file. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError("bad-model", `${file}: expected JSON, found a syntax error.`, {
      cause,
      details: { file },
    });
  }
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
