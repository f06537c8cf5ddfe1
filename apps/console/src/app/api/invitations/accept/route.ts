import { AcceptInvitationInput } from "@meridian/contracts/api";
import { answering, createServiceContext, readJson } from "../../../../server/http/answering.ts";
import { countProcedures, withLimitHeaders } from "../../../../server/http/procedure-limits.ts";
import { acceptInvitation } from "../../../../server/domains/people/index.ts";

/** Open to everybody: the invitation's token is the credential. */
export const POST = (request: Request) => withLimitHeaders(request, answer);

function answer(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    await countProcedures(request.headers, null, { request });
    const input = await readJson(request, AcceptInvitationInput);
    const ctx = createServiceContext({ type: "system", id: "invitations" }, requestId);
    return Response.json(await acceptInvitation({ ctx, input }), { status: 201 });
  });
}
