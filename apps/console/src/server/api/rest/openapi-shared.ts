import { problemMediaType } from "@meridian/contracts/errors";
import type { Answer, Header, Parameter } from "./openapi-types.ts";
import type { JsonSchema } from "./schemas.ts";

/** `*`, or tags of which one at least is a revision. */
const ifMatchPattern = '^ *\\* *$|^([^,]*,)* *(W/)?"?[0-9]{1,18}(--?(gzip|br|zstd))?"? *(,[^,]*)*$';

/** Parameters, headers and errors that many operations share. */
export const sharedParameters: Record<string, Parameter> = {
  "Idempotency-Key": {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Of your choice, 1 to 200 printable characters: the same request again is carried out once.",
    schema: { type: "string", pattern: "^[ -~]{1,200}$" },
  },
  "If-Match": {
    name: "If-Match",
    in: "header",
    required: true,
    description:
      'The revision that the change rests on, as the ETag of the GET: "42", also weak; several separated by commas; or * for whichever it is.',
    schema: { type: "string", pattern: ifMatchPattern },
  },
  "If-None-Match": {
    name: "If-None-Match",
    in: "header",
    required: false,
    description: "ETags of states that the caller has: 304 while the desired state is one of them.",
    schema: { type: "string" },
  },
};

const text: JsonSchema = { type: "string" };
export const sharedHeaders: Record<string, Header> = {
  "x-request-id": { description: "Id of the request; the log and the audit log have it too.", schema: text },
  ETag: { description: "The revision of the desired state, for If-Match.", schema: text },
  Location: { description: "Where the made thing stands.", schema: text },
  "Idempotent-Replayed": {
    description: "true: the answer of an earlier request with the same Idempotency-Key.",
    schema: { type: "string", enum: ["true"] },
  },
  "Retry-After": {
    description: "Seconds to wait before the next try.",
    schema: { type: "integer", minimum: 1 },
  },
  "WWW-Authenticate": { description: "Bearer: send an API token.", schema: text },
};

export const headerRef = (name: string) => ({ $ref: `#/components/headers/${name}` });

const meanings: Record<string, string> = {
  400: "The input is not valid; details name the fields.",
  401: "No API token that stands, nobody signed in.",
  403: "The role is too small.",
  404: "There is no such thing.",
  408: "The body did not come in time.",
  409: "Somebody was faster, or the name or key is taken; details carry the revision and who.",
  412: "Somebody was faster: If-Match names an older revision; details carry the present one and who.",
  413: "The body is too large.",
  415: "The body is not application/json.",
  422: "A rule or the state of the system forbids it now; details name the rule.",
  428: "If-Match is missing.",
  429: "Too many requests, or more than can be answered in time.",
  500: "Something went wrong on our side; the log has it under the request's id.",
  502: "A gateway or a node in between answered with nothing of use.",
  503: "What is needed cannot be reached now.",
  504: "The deadline passed before.",
};
const headersBy: Record<string, string[]> = {
  401: ["WWW-Authenticate"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

export const sharedResponses: Record<string, Answer> = Object.fromEntries(
  Object.entries(meanings).map(([status, description]): [string, Answer] => [
    status,
    {
      description,
      headers: Object.fromEntries(
        ["x-request-id", ...(headersBy[status] ?? [])].map((name) => [name, headerRef(name)]),
      ),
      content: { [problemMediaType]: { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]),
);

export const responseRefs = (statuses: readonly string[]) =>
  Object.fromEntries(
    statuses.toSorted().map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  );
