import { gatewayPaths } from "./gateway-paths.ts";
import { toOperation, toPlainOperation } from "./operation.ts";
import { sharedHeaders, sharedParameters, sharedResponses } from "./openapi-shared.ts";
import type { OpenApi, Operation } from "./openapi-types.ts";
import type { PlainRoute } from "./plain/plain-route.ts";
import { routes } from "./routes.ts";
import { type JsonSchema, problemSchema } from "./schemas.ts";

const description = `Everything that the console's pages do, for scripts, and what clients ask gateways.

**Who asks**: an API token as \`Authorization: Bearer mat_…\`, made under Settings › API tokens, or the session of a person who is signed in. Roles are ordered: viewer, operator, approver, admin; each may do all that the one before may, and each operation names the least that it needs. A person's role may be limited to regions, and so may a token, which also has a scope: they read everything that the role may, and change only what is in their regions and scope. \`dryRun\` is reading. Nothing that makes a credential of the console or changes who may do what is open to tokens. Gateways ask for an API key instead, \`Authorization: Bearer mak_…\`, once an operator has turned that on.

**Errors** are problems (RFC 9457): \`application/problem+json\`, whose \`type\` is the path of a page that explains it.

**Revisions**: what can be changed by two people at once carries a \`revision\`, also as ETag. A change names the one that it rests on as \`If-Match\`; when somebody was faster the answer is 412 and says who.

**Repeating**: send any change with an \`Idempotency-Key\`. The same request again within 24 hours gets the same answer with \`Idempotent-Replayed: true\` and changes nothing twice; a request that failed frees its key.

**Trying**: a change of traffic or of rollouts with \`dryRun: true\` writes nothing; its answer says what it would do, which rules stand against it and what regions would have to do.

**Lists** are \`{data, nextCursor}\`; the cursor goes into the next request.

**Times** are ISO 8601 in UTC, **revisions** decimal digits as text. Unknown fields and parameters are refused.`;

const isSecure = (baseUrl: string) => baseUrl.startsWith("https:");

/** Everything under /api/v1, and the gateways' own paths, as an OpenAPI 3.1 document, from the schemas that check it. */
export function buildOpenApi(baseUrl: string, plain: readonly PlainRoute[]): OpenApi {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = toOperation(route, schemas);
  }
  for (const route of plain) (paths[route.path] ??= {})["get"] = toPlainOperation(route);
  Object.assign(paths, gatewayPaths(schemas));
  const tags = new Set(
    Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags)),
  );
  const cookie = `${isSecure(baseUrl) ? "__Secure-" : ""}meridian.session_token`;
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
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key of a client of gateways; needed only where gateways ask for it.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: cookie,
          description:
            "A person's session, from the console's own pages. meridian.session_token; __Secure-meridian.session_token where the console is reached by https.",
        },
      },
      parameters: sharedParameters,
      headers: sharedHeaders,
      responses: sharedResponses,
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}
