import { expect, test } from "vitest";
import type { Answer } from "./openapi-types.ts";
import { buildOpenApi } from "./openapi.ts";
import type { JsonSchema } from "./schemas.ts";
import { plainRoutes } from "./plain/plain-routes.ts";
import { parametersOf, routes } from "./routes.ts";

const document = buildOpenApi("http://localhost:3000", plainRoutes);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every object in the document, the document itself included. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const item of Object.values(value)) yield* objectsIn(item);
}

function resolve(ref: string): unknown {
  const names = ref.replace(/^#\//, "").split("/");
  return names.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], document);
}

test("is plain JSON of version 3.1 with every route", () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  expect(document.openapi).toBe("3.1.0");
  const ids = operations.map(({ operation }) => operation.operationId);
  const procedures = routes.map(({ procedure }) => procedure.replace(".", "-"));
  const others = [
    ...plainRoutes.map(({ procedure }) => procedure.replace(".", "-")),
    "gateway-parse",
    "gateway-where",
  ];
  expect(ids.toSorted()).toEqual([...procedures, ...others].toSorted());
});

test("every reference resolves", () => {
  const refs = [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
  expect(refs.length).toBeGreaterThan(100);
  for (const ref of refs) expect(resolve(ref), ref).toBeTypeOf("object");
});

test("nothing is left of the schemas' own ids and drafts", () => {
  for (const object of objectsIn(document)) {
    expect(object).not.toHaveProperty("$schema");
    expect(object).not.toHaveProperty("$defs");
  }
});

test("operations have ids of their own, a summary, one tag that is declared, and answers", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = document.tags.map(({ name }) => name);
  for (const { operation } of operations) {
    expect(operation.summary, operation.operationId).toMatch(/^\S.*[^.]$/);
    expect(tags).toEqual(expect.arrayContaining(operation.tags));
    const statuses = Object.keys(operation.responses);
    const isTried = operation.operationId === "rollout-start";
    const done = statuses.filter((status) => /^2\d\d$/.test(status));
    expect(done, operation.operationId).toHaveLength(isTried ? 2 : 1);
    expect(statuses).toEqual(expect.arrayContaining(["401", "429", "500"]));
  }
});

test("the parameters of a path are declared and required, and are not asked for twice", () => {
  for (const { path, operation } of operations) {
    const declared = operation.parameters.flatMap((parameter) => ("in" in parameter ? [parameter] : []));
    const inPath = declared.filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => name).toSorted(), path).toEqual(parametersOf(path).toSorted());
    expect(inPath.every(({ required }) => required)).toBe(true);
    const body = operation.requestBody?.content["application/json"]?.schema.properties ?? {};
    for (const name of parametersOf(path)) expect(Object.keys(body), path).not.toContain(name);
  }
});

test("a GET has no body, and every change takes an Idempotency-Key", () => {
  for (const { method, operation } of operations) {
    const key = { $ref: "#/components/parameters/Idempotency-Key" };
    if (method === "get") expect(operation).not.toHaveProperty("requestBody");
    else if (!operation.tags.includes("gateway")) expect(operation.parameters).toContainEqual(key);
  }
});

test("a change that rests on a revision must have If-Match", () => {
  const shift = document.paths["/traffic/origins/{originRegionId}"]?.put;
  expect(shift?.parameters).toContainEqual({ $ref: "#/components/parameters/If-Match" });
  const schema = shift?.requestBody?.content["application/json"]?.schema;
  expect(schema?.required).toEqual(["targets", "reason"]);
  expect(Object.keys(schema?.properties ?? {})).not.toContain("baseRevision");
  expect(schema?.additionalProperties).toBe(false);
  expect(document.components.parameters["If-Match"]?.required).toBe(true);
  expect(Object.keys(shift?.responses ?? {})).toEqual(expect.arrayContaining(["409", "412", "422", "428"]));
});

test("every parameter and every field has a description", () => {
  const { parameters } = document.components;
  const declared = operations.flatMap(({ operation }) =>
    operation.parameters.map((one) => ({ ...one, at: operation.operationId })),
  );
  const lacking = [...declared, ...Object.values(parameters)]
    .filter((parameter) => "name" in parameter && !parameter.description)
    .map((parameter) => JSON.stringify(parameter));
  const fields = [...objectsIn(document)].flatMap(({ type, properties }) =>
    type === "object" ? Object.entries((properties ?? {}) as Record<string, JsonSchema>) : [],
  );
  expect(fields.length).toBeGreaterThan(300);
  for (const [name, schema] of fields) {
    const named = schema.$ref === undefined ? schema : (resolve(schema.$ref) as JsonSchema);
    if (!schema.description && !named.description) lacking.push(`${name}: ${JSON.stringify(schema)}`);
  }
  expect(lacking).toEqual([]);
});

test("dates are ISO text", () => {
  expect(document.components.schemas.DrainView?.properties).toMatchObject({
    deadlineAt: { type: "string", format: "date-time" },
  });
});

test("errors are problems, lists have pages, and what is made has a place", () => {
  for (const [status, answer] of Object.entries(document.components.responses))
    expect(Object.keys(answer.content ?? {}), status).toEqual(["application/problem+json"]);
  const regions = document.paths["/regions"];
  const { headers, content } = regions?.get?.responses[200] as Answer;
  expect(Object.keys(headers ?? {})).toContain("x-request-id");
  expect(Object.keys(content?.["application/json"]?.schema.properties ?? {})).toEqual(["data", "nextCursor"]);
  expect(Object.keys((regions?.post?.responses[201] as Answer).headers ?? {})).toContain("Location");
});

test.each([
  ["http://localhost:3000", "meridian.session_token"],
  ["https://meridian.example.com", "__Secure-meridian.session_token"],
])("the cookie of a console at %s is %s", (baseUrl, name) => {
  expect(buildOpenApi(baseUrl, plainRoutes).components.securitySchemes["session"]).toMatchObject({ name });
});

test("the gateways' own paths stand at the gateways", () => {
  const parse = document.paths["/v1/parse"]?.post;
  expect(parse?.servers?.[0]?.url).toContain("8080");
  const { content } = parse?.responses[200] as Answer;
  expect(Object.keys(content ?? {})).toEqual(["application/json", "application/x-ndjson"]);
});
