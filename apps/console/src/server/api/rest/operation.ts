import type { z } from "zod";
import { isForPeople, scopesFor } from "../token-rule.ts";
import { propertiesOf } from "./coerce-query.ts";
import { pageSchemaOf } from "./list-page.ts";
import { headerRef, responseRefs } from "./openapi-shared.ts";
import type { Answer, Operation, Parameter, Reference } from "./openapi-types.ts";
import type { PlainRoute } from "./plain/plain-route.ts";
import { baseRevisionField } from "./read-input.ts";
import { parametersOf, type Route } from "./routes.ts";
import { inputSchema, outputSchema, type JsonSchema } from "./schemas.ts";

type Fields = { properties: Record<string, JsonSchema>; required: string[] };

/** A procedure in OpenAPI's form; named schemas go to `components`. */
export function toOperation(route: Route, components: Record<string, JsonSchema>): Operation {
  const { procedure, summary, role, type } = route;
  return {
    operationId: procedure.replace(".", "-"),
    summary,
    description: describe(route),
    ...(type === "mutation" && isForPeople(procedure) && { security: [{ session: [] }] }),
    tags: [procedure.split(".")[0] ?? procedure],
    parameters: parameters(route),
    ...requestBody(route),
    responses: { ...success(route, components), ...responseRefs(refusals(route)) },
    "x-role": role,
  };
}

function describe({ procedure, role, type, touches }: Route): string {
  const needed = `Needs the role ${role}.`;
  if (type === "query") return needed;
  const limit =
    touches === "fleet"
      ? "It concerns the whole fleet: a role that is limited to regions does not do."
      : "A role that is limited to regions may do it in those.";
  if (isForPeople(procedure)) return `${needed} ${limit} For signed-in people: API tokens are refused.`;
  return `${needed} ${limit} An API token also needs the scope ${scopesFor(procedure).join(" or ")}.`;
}

/** A route that is no procedure. */
export function toPlainOperation({
  procedure,
  summary,
  role,
  query,
  header,
  answers,
}: PlainRoute): Operation {
  const content = Object.entries(answers).map(([type]) => [type, { schema: plainAnswer(type) }] as const);
  const fields = fieldsOf(query);
  const own = header && { ...header, schema: inputSchema(header.schema) };
  return {
    operationId: procedure.replace(".", "-"),
    summary,
    description: role === null ? "Open to everybody." : `Needs the role ${role}.`,
    tags: [procedure.split(".")[0] ?? procedure],
    parameters: [
      ...Object.keys(fields.properties).map((name) => parameterOf(name, "query", fields)),
      ...(own
        ? [parameterOf(own.name, "header", { properties: { [own.name]: own.schema }, required: [] })]
        : []),
    ],
    responses: {
      200: { description: Object.values(answers).join(" "), content: Object.fromEntries(content) },
      ...responseRefs(["400", "401", "403", "429", "500", "503"]),
    },
    ...(role === null && { security: [] }),
    "x-role": role,
  };
}

function plainAnswer(type: string): JsonSchema {
  return type === "application/json" ? { type: "object" } : { type: "string" };
}

function parameters(route: Route): (Parameter | Reference)[] {
  const fields = fieldsOf(route.input);
  const inPath = parametersOf(route.path);
  const isGet = route.method === "GET";
  const inQuery = isGet ? Object.keys(fields.properties).filter((name) => !inPath.includes(name)) : [];
  const ofList = isGet && route.listInput ? fieldsOf(route.listInput) : null;
  const own = [
    ...inPath.map((name) => parameterOf(name, "path", fields)),
    ...inQuery.map((name) => parameterOf(name, "query", fields)),
    ...(ofList ? Object.keys(ofList.properties).map((name) => parameterOf(name, "query", ofList)) : []),
  ];
  const hasTag = "revision" in propertiesOf(route.output);
  if (route.type === "query") return hasTag ? [...own, parameter("If-None-Match")] : own;
  const restsOnRevision = baseRevisionField in fields.properties;
  return [...own, ...(restsOnRevision ? ["If-Match"] : []).map(parameter), parameter("Idempotency-Key")];
}

function parameterOf(name: string, place: Parameter["in"], { properties, required }: Fields): Parameter {
  const { description, ...schema } = properties[name] ?? {};
  return {
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  };
}

function parameter(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

/** The input's fields that are not in the path; the revision comes as If-Match. */
function requestBody(route: Route): Pick<Operation, "requestBody"> {
  if (route.method === "GET") return {};
  const elsewhere = [...parametersOf(route.path), baseRevisionField];
  const { properties, required, ...rest } = fieldsOf(route.input);
  const kept = Object.entries(properties).filter(([name]) => !elsewhere.includes(name));
  if (kept.length === 0) return {};
  const needed = required.filter((name) => !elsewhere.includes(name));
  const { minProperties } = rest;
  const schema = {
    ...rest,
    ...(minProperties !== undefined && {
      minProperties: minProperties - elsewhere.filter(isIn(properties)).length,
    }),
    properties: Object.fromEntries(kept),
    ...(needed.length > 0 && { required: needed }),
  };
  return {
    requestBody: {
      required: needed.length > 0 || minProperties !== undefined,
      content: { "application/json": { schema } },
    },
  };
}

const isIn = (properties: object) => (name: string) => name in properties;

function fieldsOf(input: z.ZodType): JsonSchema & Fields {
  const { properties = {}, required = [], default: _, ...rest } = inputSchema(input);
  return { ...rest, properties: properties as Fields["properties"], required };
}

function success(route: Route, components: Record<string, JsonSchema>): Operation["responses"] {
  const { method, type, listInput, makes } = route;
  const output = listInput ? pageSchemaOf(route.output) : route.output;
  const names = ["x-request-id", ...(type === "mutation" ? ["Idempotent-Replayed"] : [])];
  const headersOf = (...more: string[]) => ({
    headers: Object.fromEntries([...names, ...more].map((name) => [name, headerRef(name)])),
  });
  if (output.def.type === "void") return { 204: { description: "Done.", ...headersOf() } };
  const content = { "application/json": { schema: outputSchema(output, components) } };
  if (makes) {
    const made = { 201: { description: "Made.", ...headersOf("Location"), content } };
    const isTriable = "dryRun" in propertiesOf(route.input);
    const tried = { description: "Only of a dry run: what would be made.", ...headersOf(), content };
    return { ...(isTriable && { 200: tried }), ...made };
  }
  const hasTag = method === "GET" && "revision" in propertiesOf(output);
  const description = method === "GET" ? "What was asked for." : "Done.";
  const answer: Answer = { description, ...headersOf(...(hasTag ? ["ETag"] : [])), content };
  return { 200: answer, ...(hasTag && { 304: { description: "The caller has this state." } }) };
}

function refusals({ type, input, refusalIn }: Route): string[] {
  const reading = ["400", "401", "403", "404", "429", "500", "503"];
  if (type === "query") return reading;
  const changing = [...reading, "408", "409", "413", "415", "422", "504"];
  const restsOnRevision = baseRevisionField in propertiesOf(input);
  return [...changing, ...(restsOnRevision ? ["412", "428"] : []), ...(refusalIn ? ["502"] : [])];
}
