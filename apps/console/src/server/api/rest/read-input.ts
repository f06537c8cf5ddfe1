import { AppError } from "@meridian/contracts/errors";
import { z } from "zod";
import { readJson } from "../../http/answering.ts";
import { coerceQuery, propertiesOf } from "./coerce-query.ts";
import { baseRevisionOf } from "./entity-tags.ts";
import type { Route } from "./routes.ts";

/** Room for the states and weights of a region's 4,096 nodes. */
const bodyBytesMax = 1_048_576;

/** The field that a change's If-Match fills. */
export const baseRevisionField = "baseRevision";

const Body = z.record(z.string(), z.unknown(), { error: "expected a JSON object" });

/** The input of a procedure: the path's parameters, the query of a GET, the body of any other method, and If-Match. */
export async function readInput(
  request: Request,
  { route, parameters }: { route: Route; parameters: Record<string, string> },
): Promise<Record<string, unknown>> {
  const query = new URL(request.url).searchParams;
  if (route.method === "GET") return { ...coerceQuery(route.input, query), ...parameters };
  if (query.size > 0) throw new AppError("VALIDATION", "Expected the input in the body, not in the query.");
  const body = await readBody(request);
  return { ...withBaseRevision(route, body, request.headers.get("if-match")), ...parameters };
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
      "VALIDATION",
      `Name the revision that this change rests on: If-Match: "<revision>", as the ETag of the GET, or ${baseRevisionField} in the body.`,
    );
  }
  const agree = inHeader === "*" || inHeader?.split(",").includes(String(inBody));
  if (inBody !== undefined && inHeader !== undefined && !agree) {
    throw new AppError("VALIDATION", `If-Match and ${baseRevisionField} name different revisions.`);
  }
  return { ...body, [baseRevisionField]: inBody ?? inHeader };
}
