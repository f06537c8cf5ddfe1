import type { SuperJSONResult } from "superjson";

/** superjson refuses them, so that no answer changes what every object has. */
const forbidden = new Set(["__proto__", "constructor", "prototype"]);
const escaped = (key: string) => key.replaceAll("\\", "\\\\").replaceAll(".", "\\.");

/**
 * What superjson makes of JSON with dates, at a fraction of its time: nothing is copied, since `JSON.stringify` writes a date as it
 * does. Null for data that holds anything else.
 */
export function plainAnswer(data: object): SuperJSONResult | null {
  const values: Record<string, ["Date"] | ["undefined"]> = {};
  const path: string[] = [];
  const note = (type: "Date" | "undefined") => {
    values[path.map(escaped).join(".")] = [type] as ["Date"] | ["undefined"];
    return path.length > 0;
  };
  const isPlain = (value: unknown): boolean => {
    if (value === null || typeof value === "string" || typeof value === "boolean") return true;
    if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
    if (value === undefined) return note("undefined");
    if (typeof value !== "object") return false;
    if (value instanceof Date) return !Number.isNaN(value.getTime()) && note("Date");
    if (Array.isArray(value)) return value.every((entry, index) => isPlainAt(String(index), entry));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    for (const key of Object.keys(value)) {
      if (forbidden.has(key) || !isPlainAt(key, (value as Record<string, unknown>)[key])) return false;
    }
    return true;
  };
  const isPlainAt = (key: string, value: unknown) => {
    path.push(key);
    const found = isPlain(value);
    path.pop();
    return found;
  };
  if (!isPlain(data)) return null;
  const json = data as SuperJSONResult["json"];
  return Object.keys(values).length > 0 ? { json, meta: { values, v: 1 } } : { json };
}
