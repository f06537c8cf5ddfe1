import { getShared } from "../../../../server/boot/shared.ts";
import { buildOpenApi } from "../../../../server/api/rest/openapi.ts";

/** The document says nothing of this system but its address: generators may fetch it without a token. */
export function GET(): Response {
  return Response.json(buildOpenApi(getShared().env.baseUrl));
}
