import { isForPeople, scopesFor } from "../token-rule.ts";
import { propertiesOf } from "./coerce-query.ts";
import type { Operation, Parameter, Reference } from "./openapi-types.ts";
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
    responses: {
      ...success(route, components),
      ...Object.fromEntries(
        refusals(type).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
    "x-role": role,
  };
}

function describe({ procedure, role, type }: Route): string {
  const needed = `Needs the role ${role}.`;
  if (type === "query") return needed;
  if (isForPeople(procedure)) return `${needed} For signed-in people: API tokens are refused.`;
  return `${needed} An API token also needs the scope ${scopesFor(procedure).join(" or ")}.`;
}

function parameters(route: Route): (Parameter | Reference)[] {
  const { properties, required } = fieldsOf(route);
  const inPath = parametersOf(route.path);
  const places = route.method === "GET" ? Object.keys(properties) : inPath;
  const own = places.map((name): Parameter => {
    const isPath = inPath.includes(name);
    const field: JsonSchema = properties[name] ?? {};
    const { description, ...schema } = field;
    return {
      name,
      in: isPath ? "path" : "query",
      required: isPath || required.includes(name),
      ...(description !== undefined && { description }),
      schema,
    };
  });
  const hasTag = "revision" in propertiesOf(route.output);
  if (route.type === "query") return hasTag ? [...own, parameter("If-None-Match")] : own;
  const headers = baseRevisionField in properties ? ["If-Match", "Idempotency-Key"] : ["Idempotency-Key"];
  return [...own, ...headers.map(parameter)];
}

function parameter(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

/** The input's fields that are not in the path; a revision may come as If-Match instead. */
function requestBody(route: Route): Pick<Operation, "requestBody"> {
  if (route.method === "GET") return {};
  const elsewhere = parametersOf(route.path);
  const { properties, required, ...rest } = fieldsOf(route);
  const kept = Object.entries(properties).filter(([name]) => !elsewhere.includes(name));
  if (kept.length === 0) return {};
  const needed = required.filter((name) => !elsewhere.includes(name) && name !== baseRevisionField);
  const schema = {
    ...rest,
    properties: Object.fromEntries(kept),
    ...(needed.length > 0 && { required: needed }),
  };
  return { requestBody: { required: needed.length > 0, content: { "application/json": { schema } } } };
}

function fieldsOf({ input }: Route): JsonSchema & Fields {
  const { properties = {}, required = [], ...rest } = inputSchema(input);
  return { ...rest, properties: properties as Fields["properties"], required };
}

function success({ output, method }: Route, components: Record<string, JsonSchema>): Operation["responses"] {
  if (output.def.type === "void") return { 204: { description: "Done." } };
  const schema = outputSchema(output, components);
  const description = method === "GET" ? "What was asked for." : "Done.";
  const answer = { description, content: { "application/json": { schema } } };
  const hasTag = method === "GET" && "revision" in propertiesOf(output);
  return { 200: answer, ...(hasTag && { 304: { description: "The caller has this state." } }) };
}

function refusals(type: Route["type"]): string[] {
  const reading = ["400", "401", "403", "404", "500", "503"];
  return type === "query" ? reading : [...reading, "409", "412", "413", "415"].toSorted();
}
