import { AppError } from "@meridian/contracts/errors";
import { z } from "zod";
import { invalidInput, readJson } from "../../http/answering.ts";
import { coerceQuery, propertiesOf } from "./coerce-query.ts";
import { baseRevisionOf } from "./entity-tags.ts";
import type { ListInput } from "./list-page.ts";
import type { Route } from "./routes.ts";
import { issueFields } from "../../http/issue-fields.ts";

/** Room for the states and weights of a region's 4,096 nodes. */
const bodyBytesMax = 1_048_576;

/** The field that a change's If-Match fills. */
export const baseRevisionField = "baseRevision";

const Body = z.record(z.string(), z.unknown(), { error: "expected a JSON object" });

/** What a request says: for the procedure, and for the page of its list, if that is what it answers. */
export type Input = { ofProcedure: Record<string, unknown>; ofList: ListInput | null };

/** The path's parameters, the query of a GET, the body of any other method, and If-Match. */
export async function readInput(
  request: Request,
  { route, parameters }: { route: Route; parameters: Record<string, string> },
): Promise<Input> {
  const query = new URL(request.url).searchParams;
  if (route.method === "GET") return readGet(route, query, parameters);
  if (query.size > 0) throw new AppError("VALIDATION", "Expected the input in the body, not in the query.");
  const body = withBaseRevision(route, await readBody(request), request.headers.get("if-match"));
  const twice = Object.keys(parameters).filter((name) => name in body);
  if (twice.length > 0)
    throw invalidInput(twice.map((path) => ({ path, message: "expected it in the path alone" })));
  return { ofProcedure: { ...body, ...parameters }, ofList: null };
}

/** Checks a query by a schema. Throws VALIDATION, naming the parameters. */
export function readQuery<T extends z.ZodType>(schema: T, query: URLSearchParams): z.infer<T> {
  const parsed = schema.safeParse(coerceQuery(schema, query));
  if (parsed.success) return parsed.data;
  throw invalidInput(issueFields(parsed.error.issues));
}

function readGet(
  { input, listInput, path }: Route,
  query: URLSearchParams,
  parameters: Record<string, string>,
): Input {
  const inPath = Object.keys(parameters);
  const ofProcedure = new URLSearchParams(query);
  const ofList = new URLSearchParams();
  for (const [name, value] of query) {
    // In the path already: a second value would only hide which one counts.
    if (path.includes(`{${name}}`))
      throw invalidInput([{ path: name, message: "expected it in the path alone" }]);
    if (!listInput || !Object.hasOwn(listInput.shape, name)) continue;
    ofList.append(name, value);
    ofProcedure.delete(name);
  }
  const known = [...Object.keys(propertiesOf(input)), ...Object.keys(listInput?.shape ?? {})];
  const read = coerceQuery(
    input,
    ofProcedure,
    known.filter((name) => !inPath.includes(name)),
  );
  return {
    ofProcedure: { ...read, ...parameters },
    ofList: listInput && (readQuery(listInput, ofList) as ListInput),
  };
}

/** A request without a content type may be empty: many changes need only their path. */
async function readBody(request: Request): Promise<Record<string, unknown>> {
  if (request.headers.has("content-type")) return readJson(request, Body, bodyBytesMax);
  for await (const _ of request.body ?? []) {
    throw new AppError("UNSUPPORTED_MEDIA", "Expected content-type application/json.");
  }
  return {};
}

function withBaseRevision(route: Route, body: Record<string, unknown>, ifMatch: string | null) {
  const restsOnRevision = baseRevisionField in propertiesOf(route.input);
  if (!restsOnRevision) {
    if (ifMatch === null) return body;
    throw new AppError("VALIDATION", "This request takes no revision: send it without If-Match.");
  }
  const inBody = body[baseRevisionField];
  const inHeader = ifMatch === null ? undefined : baseRevisionOf(ifMatch);
  if (inBody === undefined && inHeader === undefined) {
    throw new AppError(
      "PRECONDITION_REQUIRED",
      `Name the revision that this change rests on: If-Match: "<revision>", as the ETag of the GET, or ${baseRevisionField} in the body.`,
    );
  }
  const agree = inHeader === "*" || inHeader?.split(",").includes(String(inBody));
  if (inBody !== undefined && inHeader !== undefined && !agree) {
    throw new AppError("VALIDATION", `If-Match and ${baseRevisionField} name different revisions.`);
  }
  return { ...body, [baseRevisionField]: inBody ?? inHeader };
}
