import type { OpenApi, Operation, Parameter, Reference } from "@/server/api/rest/openapi-types.ts";
import type { JsonSchema } from "@/server/api/rest/schemas.ts";
import { descriptionText, typeText } from "./type-text.ts";

export type ReferenceField = {
  name: string;
  place: Parameter["in"] | "body";
  isRequired: boolean;
  type: string;
  description: string;
};
export type ReferenceOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  /** Null: anybody may. */
  role: string | null;
  fields: ReferenceField[];
  /** Null: no content. */
  answer: string | null;
  status: string;
  refusals: string[];
  curl: string;
};
export type ReferenceGroup = { tag: string; operations: ReferenceOperation[] };

/** The document as the page shows it, in the document's order. */
export function toReference(document: OpenApi): ReferenceGroup[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tags: operation.tags,
      shown: toShown(document, method.toUpperCase(), path, operation),
    })),
  );
  return document.tags.map(({ name }) => ({
    tag: name,
    operations: all.filter(({ tags }) => tags.includes(name)).map(({ shown }) => shown),
  }));
}

/** Those that have every word of a search somewhere in their path, summary or role. */
export function searchReference(groups: ReferenceGroup[], text: string): ReferenceGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ method, path, summary, role }: ReferenceOperation) => {
    const haystack = `${method} ${path} ${summary} ${role ?? ""}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
  return groups
    .map(({ tag, operations }) => ({ tag, operations: operations.filter(fits) }))
    .filter(({ operations }) => operations.length > 0);
}

function toShown(document: OpenApi, method: string, path: string, operation: Operation): ReferenceOperation {
  const { schemas } = document.components;
  const statuses = Object.keys(operation.responses);
  const status = statuses.find((code) => code.startsWith("2")) ?? "200";
  const success = operation.responses[status];
  const answer = success && "content" in success ? success.content?.["application/json"]?.schema : undefined;
  const fields = [...parameterFields(document, operation.parameters), ...bodyFields(operation, schemas)];
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    role: operation["x-role"],
    fields,
    answer: answer ? typeText(answer, schemas) : null,
    status,
    refusals: statuses.filter((code) => code !== status),
    curl: curlOf(`${(operation.servers ?? document.servers)[0]?.url ?? ""}${path}`, method, fields),
  };
}

function parameterFields(document: OpenApi, parameters: (Parameter | Reference)[]): ReferenceField[] {
  const { parameters: shared, schemas } = document.components;
  return parameters.flatMap((given) => {
    const parameter = "$ref" in given ? shared[given.$ref.split("/").at(-1) ?? ""] : given;
    if (!parameter) return [];
    const { name, in: place, required: isRequired, description = "", schema } = parameter;
    return [{ name, place, isRequired, description, type: typeText(schema, schemas) }];
  });
}

function bodyFields({ requestBody }: Operation, schemas: Record<string, JsonSchema>): ReferenceField[] {
  const { properties = {}, required = [] } = requestBody?.content["application/json"]?.schema ?? {};
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    place: "body",
    isRequired: required.includes(name),
    type: typeText(schema, schemas),
    description: descriptionText(schema, schemas),
  }));
}

/** For a POSIX shell; what stands in braces is to be filled in. */
function curlOf(url: string, method: string, fields: ReferenceField[]): string {
  const lines = [`curl -sS -X ${method} '${url}'`, `  -H "Authorization: Bearer $MERIDIAN_TOKEN"`];
  const body = fields.filter(({ place, isRequired }) => place === "body" && isRequired);
  if (fields.some(({ name }) => name === "If-Match")) lines.push(`  -H 'If-Match: "{revision}"'`);
  if (method !== "GET") lines.push(`  -H "Idempotency-Key: $(uuidgen)"`);
  if (body.length > 0) {
    const members = body.map(({ name }) => `"${name}": {${name}}`).join(", ");
    lines.push("  -H 'Content-Type: application/json'", `  -d '{${members}}'`);
  }
  return lines.join(" \\\n");
}
