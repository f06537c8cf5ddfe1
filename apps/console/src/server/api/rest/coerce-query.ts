import type { AppError } from "@meridian/contracts/errors";
import { z } from "zod";
import { invalidInput } from "../../http/answering.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Converts the fields of a query string to the schema's JSON types: numbers, booleans, and repeated names to arrays. A value
 * that does not convert stays text, for the schema to refuse. Throws VALIDATION for a name that is not in the schema,
 * naming those that are, or those `known`.
 */
export function coerceQuery(
  input: z.ZodType,
  query: URLSearchParams,
  known?: string[],
): Record<string, unknown> {
  const properties = propertiesOf(input);
  const entries = [...new Set(query.keys())].map((name) => {
    const schema = properties[name];
    if (schema === undefined) throw unknownParameter(name, known ?? Object.keys(properties));
    return [name, coerce(schema, query.getAll(name))] as const;
  });
  return Object.fromEntries(entries);
}

/** Fields of an input, as JSON Schema, and nothing that every object has: a caller may ask for `constructor`. */
export function propertiesOf(input: z.ZodType): Record<string, JsonSchema> {
  const { properties } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return Object.assign(Object.create(null) as Record<string, JsonSchema>, properties);
}

function coerce(schema: JsonSchema, texts: string[]): unknown {
  const [first, ...more] = texts;
  if (typesOf(schema).includes("array")) {
    const items = schema.items as JsonSchema | undefined;
    return texts.map((text) => coerceOne(items ?? {}, text));
  }
  return more.length > 0 ? texts : coerceOne(schema, first ?? "");
}

function coerceOne(schema: JsonSchema, text: string): unknown {
  const types = typesOf(schema);
  const isNumber = types.includes("number") || types.includes("integer");
  if (isNumber && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

function typesOf({ type, anyOf = [] }: JsonSchema): unknown[] {
  return [type, ...anyOf.flatMap((schema) => typesOf(schema as JsonSchema))].flat();
}

function unknownParameter(name: string, known: string[]): AppError {
  const words = known.length > 0 ? `expected one of ${known.join(", ")}` : "expected no parameters";
  return invalidInput([{ path: name, message: words }]);
}
