import { AuditFilter } from "@meridian/contracts/api";
import { errorCodes } from "@meridian/contracts/errors";
import { z } from "zod";
import { exportFormats } from "../../domains/audit/index.ts";
import { toOperation } from "./operation.ts";
import type { Answer, OpenApi, Operation, Parameter } from "./openapi-types.ts";
import { routes } from "./routes.ts";
import type { JsonSchema } from "./schemas.ts";

const description = `Everything that the console's pages do, for scripts.

**Who asks**: an API token as \`Authorization: Bearer mat_…\`, made under Settings › API tokens, or the session of a person who is signed in. Roles are ordered: viewer, operator, approver, admin; each may do all that the one before may, and each operation names the least that it needs. A token also has a scope and perhaps regions: it reads everything that its role may, and changes only what is in both. Nothing that makes a credential or changes who may do what is open to tokens.

**Revisions**: what can be changed by two people at once carries a \`revision\`, also as ETag. A change names the one that it rests on, as \`If-Match\` or \`baseRevision\`; when somebody was faster the answer is 409 and says who.

**Repeating**: send any change with an \`Idempotency-Key\`. The same request again within 24 hours gets the same answer and changes nothing twice; a request that failed frees its key.

**Times** are ISO 8601 in UTC, **revisions** decimal digits as text.`;

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Of your choice, 1 to 200 printable characters: the same request again is carried out once.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};
const ifMatch: Parameter = {
  name: "If-Match",
  in: "header",
  required: false,
  description:
    'The revision that the change rests on, as the ETag of the GET: "42", also weak; several separated by commas; or * for whichever it is. Or send baseRevision.',
  schema: { type: "string" },
};
const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "ETags of states that the caller has: 304 while the desired state is one of them.",
  schema: { type: "string" },
};

const meanings: Record<string, string> = {
  400: "The input is not valid; details name the fields.",
  401: "No API token that stands, nobody signed in.",
  403: "The role is too small.",
  404: "There is no such thing.",
  409: "Somebody was faster, or the name or key is taken; details carry the revision and who.",
  412: "The state of the system forbids it now; details name the rule.",
  413: "The body is too large.",
  415: "The body is not application/json.",
  500: "Something went wrong on our side; the log has it under the request's id.",
  503: "What is needed cannot be reached now.",
};

const errorBody: JsonSchema = {
  type: "object",
  properties: {
    error: {
      type: "object",
      description: "Why the request was refused or failed.",
      properties: {
        code: { type: "string", enum: [...errorCodes], description: "What went wrong, for programs." },
        message: { type: "string", description: "What went wrong, in one sentence." },
        details: { type: "object", description: "Fields, rule or revision at fault; depends on the code." },
        requestId: { type: "string", description: "Id of the request; the log has it too." },
      },
      required: ["code", "message"],
    },
  },
  required: ["error"],
};

/** Everything under /api/v1 as an OpenAPI 3.1 document, from the schemas that check it. */
export function buildOpenApi(baseUrl: string): OpenApi {
  const schemas: Record<string, JsonSchema> = { ErrorBody: errorBody };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = toOperation(route, schemas);
  }
  paths["/audit/export"] = { get: auditExport(schemas) };
  const tags = new Set(
    Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags)),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Meridian", version: "1", description },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token." },
        session: { type: "apiKey", in: "cookie", name: "better-auth.session_token" },
      },
      parameters: { "Idempotency-Key": idempotencyKey, "If-Match": ifMatch, "If-None-Match": ifNoneMatch },
      responses: Object.fromEntries(Object.entries(meanings).map(toErrorResponse)),
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

/** Not a procedure: the file is streamed. */
function auditExport(schemas: Record<string, JsonSchema>): Operation {
  const operation = toOperation(
    {
      procedure: "audit.export",
      method: "GET",
      path: "/audit/export",
      type: "query",
      role: "viewer",
      summary: "Changes as a file, by the filters of GET /audit",
      input: AuditFilter.extend({
        format: z.enum(exportFormats).default("jsonl").describe("Format of the file."),
      }),
      output: z.string(),
    },
    schemas,
  );
  const schema = { type: "string" } as const;
  const content = { "application/jsonl": { schema }, "text/csv": { schema } };
  return { ...operation, responses: { ...operation.responses, 200: { description: "The file.", content } } };
}

function toErrorResponse([status, meaning]: [string, string]): [string, Answer] {
  const schema = { $ref: "#/components/schemas/ErrorBody" };
  return [status, { description: meaning, content: { "application/json": { schema } } }];
}
