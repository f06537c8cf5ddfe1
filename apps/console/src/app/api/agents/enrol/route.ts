import { EnrolInput } from "@meridian/contracts/wire";
import { answering, createServiceContext, readJson } from "../../../../server/http/answering.ts";
import { enrolAgent } from "../../../../server/domains/fleet/index.ts";

export function POST(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    const input = await readJson(request, EnrolInput);
    const ctx = createServiceContext({ type: "system", id: "enrolment" }, requestId);
    return Response.json(await enrolAgent({ ctx, input }), { status: 201 });
  });
}
