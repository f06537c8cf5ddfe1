import * as api from "@meridian/contracts/api";
import { Problem } from "@meridian/contracts/errors";
import * as fleet from "@meridian/contracts/fleet";
import * as ids from "@meridian/contracts/ids";
import * as routing from "@meridian/contracts/routing";
import * as shares from "@meridian/contracts/shares";
import * as wire from "@meridian/contracts/wire";
import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Names under which published clients know schemas that are called differently here. */
const publishedIds: Record<string, string> = {
  MemberState: "TargetState",
  TrafficMemberView: "TrafficTargetView",
  GatewayStatusView: "GatewayStandingView",
  MemberShare: "TargetShare",
};
/** Schemas with a name, to which outputs refer. */
const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({ ...ids, ...fleet, ...wire, ...routing, ...shares, ...api })) {
  if (schema instanceof z.ZodType) named.add(schema, { id: publishedIds[id] ?? id });
}

const common = { unrepresentable: "any" } as const;

/** The input of a procedure, without references. */
export function inputSchema(input: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { ...common, io: "input", override: ofInput });
  return schema;
}

/** The output of a procedure; named schemas go to `components`. */
export function outputSchema(output: z.ZodType, components: Record<string, JsonSchema>): JsonSchema {
  const wrapped = z.object({ answer: output });
  const json = z.toJSONSchema(wrapped, { ...common, io: "output", metadata: named, override: ofOutput });
  const { properties, $defs = {} } = withPlacesOfComponents(json);
  for (const [name, { id: _, ...schema }] of Object.entries($defs)) components[name] = schema;
  return (properties?.answer ?? {}) as JsonSchema;
}

function withPlacesOfComponents(json: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const moved = JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(moved) as z.core.JSONSchema.BaseSchema;
}

type Pair = { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema };

/** Answers of newer consoles have more fields. */
function ofOutput(pair: Pair): void {
  ofInput(pair);
  if (pair.jsonSchema.additionalProperties === false) delete pair.jsonSchema.additionalProperties;
}

/** Descriptions; dates as sent; no limits of JavaScript's number type. */
function ofInput({ zodSchema, jsonSchema }: Pair): void {
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description !== undefined) jsonSchema.description = description;
  if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** The body of every error. */
export const problemSchema: JsonSchema = inputSchema(Problem);
