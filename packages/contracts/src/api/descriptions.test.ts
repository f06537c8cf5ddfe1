import { expect, test } from "vitest";
import { z } from "zod";
import * as measure from "../measure/index.ts";
import * as shares from "../shares/index.ts";
import {
  AddressResult,
  ParseCallHeaders,
  ParseRequest,
  ParseResponse,
  ParseStreamLine,
} from "../wire/parse.ts";
import { Readiness } from "../wire/readiness.ts";
import { WhereAnswer } from "../wire/where.ts";
import * as api from "./index.ts";

const parse = { AddressResult, ParseCallHeaders, ParseRequest, ParseResponse, ParseStreamLine };
const exported = { ...measure, ...shares, ...parse, Readiness, WhereAnswer, ...api };

/** Every object field below a schema, as `Name.field.inner`, with its own schema. */
function* fieldsOf(path: string, schema: unknown): Generator<[string, z.ZodType]> {
  if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries(schema.shape)) {
      yield [`${path}.${name}`, field as z.ZodType];
      yield* fieldsOf(`${path}.${name}`, field);
    }
  } else if (schema instanceof z.ZodArray) yield* fieldsOf(path, schema.element);
  else if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* fieldsOf(path, option);
  else if (schema instanceof z.ZodPipe) yield* fieldsOf(path, schema.in);
  else if (schema instanceof z.ZodType && "unwrap" in schema)
    yield* fieldsOf(path, (schema as z.ZodOptional).unwrap());
}

/** JSON Schema shows an optional field by what it wraps. */
function descriptionOf(schema: z.ZodType): string {
  const inner = schema instanceof z.ZodOptional ? descriptionOf(schema.unwrap() as z.ZodType) : "";
  return schema.description ?? inner;
}

const fields = Object.entries(exported).flatMap(([name, schema]) => [...fieldsOf(name, schema)]);

test("every field that a caller sends or reads has a description, a sentence", () => {
  const described = fields.map(([path, schema]) => ({ path, description: descriptionOf(schema) }));
  expect(described.length).toBeGreaterThan(500);
  expect(described.filter(({ description }) => !/^[\w(].*\.$/.test(description))).toEqual([]);
});
