import type { JsonSchema } from "@/server/api/rest/schemas.ts";

type Schemas = Record<string, JsonSchema>;

/** A schema as TypeScript would write it; objects over several lines, what has a name in full. */
export function typeText(schema: JsonSchema, schemas: Schemas, indent = ""): string {
  if (schema.$ref !== undefined) {
    return typeText(named(schema.$ref, schemas), schemas, indent);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices) return choices.map((choice) => typeText(choice, schemas, indent)).join(" | ");
  if (schema.type === "array") return arrayText(schema.items as JsonSchema, schemas, indent);
  if (schema.type === "object") return objectText(schema, schemas, indent);
  return `${typeof schema.type === "string" ? schema.type : "unknown"}${rangeText(schema)}`;
}

/** What a field says of itself, or what its named type says. */
export function descriptionText({ description, $ref }: JsonSchema, schemas: Schemas): string {
  return description ?? ($ref === undefined ? "" : (named($ref, schemas).description ?? ""));
}

function named($ref: string, schemas: Schemas): JsonSchema {
  return schemas[$ref.split("/").at(-1) ?? ""] ?? {};
}

function arrayText(items: JsonSchema, schemas: Schemas, indent: string): string {
  const text = typeText(items, schemas, indent);
  return text.includes(" | ") && !text.startsWith("{") ? `(${text})[]` : `${text}[]`;
}

function objectText(schema: JsonSchema, schemas: Schemas, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const inner = `${indent}  `;
  const lines = Object.entries(properties as Schemas).map(([name, property]) => {
    const mark = required.includes(name) ? "" : "?";
    const description = descriptionText(property, schemas);
    const comment = description === "" ? "" : `${inner}// ${description}\n`;
    return `${comment}${inner}${name}${mark}: ${typeText(property, schemas, inner)}`;
  });
  if (lines.length > 0) return `{\n${lines.join("\n")}\n${indent}}`;
  const isOpen = typeof additionalProperties === "object";
  return isOpen ? `{ [name]: ${typeText(additionalProperties as JsonSchema, schemas, indent)} }` : "object";
}

function rangeText({ format, minimum, maximum }: JsonSchema): string {
  if (format !== undefined) return ` (${format})`;
  if (minimum === undefined && maximum === undefined) return "";
  return ` ${minimum ?? ""}–${maximum ?? ""}`;
}
