import { expect, test } from "vitest";
import { searchReference, type ReferenceOperation } from "./reference.ts";
import { typeText } from "./type-text.ts";

const schemas = { State: { type: "string", enum: ["active", "standby"] } } as const;

test("types are written as TypeScript would", () => {
  const schema = {
    type: "object",
    properties: {
      state: { $ref: "#/components/schemas/State" },
      weights: { type: "array", items: { type: "integer", minimum: 0, maximum: 1000 } },
      at: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] },
      nodes: {
        type: "array",
        items: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      },
    },
    required: ["state"],
  } as const;
  expect(typeText(structuredClone(schema) as never, structuredClone(schemas) as never)).toBe(`{
  state: "active" | "standby"
  weights?: integer 0–1000[]
  at?: string (date-time) | null
  nodes?: {
    id: string
  }[]
}`);
});

test("a search wants every word", () => {
  const operation = (path: string, role: string): ReferenceOperation => ({
    ...{ id: path, method: "GET", path, summary: "List", role, fields: [], answer: null },
    ...{ status: "200", refusals: [], curl: "" },
  });
  const groups = [
    { tag: "a", operations: [operation("/regions", "viewer"), operation("/users", "admin")] },
    { tag: "b", operations: [operation("/tokens", "admin")] },
  ];
  const found = searchReference(groups, " LIST admin ");
  expect(found.flatMap(({ operations }) => operations.map(({ path }) => path))).toEqual([
    "/users",
    "/tokens",
  ]);
  expect(searchReference(groups, "users")).toHaveLength(1);
  expect(searchReference(groups, "")).toEqual(groups);
});
