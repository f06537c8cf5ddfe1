import { isAppError } from "@meridian/contracts/errors";
import { EnrolInput } from "@meridian/contracts/wire";
import { answering, createServiceContext, readJson } from "../../../../server/http/answering.ts";
import { countProcedures, withLimitHeaders } from "../../../../server/http/procedure-limits.ts";
import { getShared } from "../../../../server/boot/shared.ts";
import { enrolAgent } from "../../../../server/domains/fleet/index.ts";
import { clientAddressHeader } from "../../../../server/domains/people/index.ts";

export const POST = (request: Request) => withLimitHeaders(request, answer);

function answer(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    await countProcedures(request.headers, null, { request });
    const input = await readJson(request, EnrolInput);
    const ctx = createServiceContext({ type: "system", id: "enrolment" }, requestId);
    const clientAddress = request.headers.get(clientAddressHeader);
    try {
      const enrolled = await enrolAgent({ ctx: { ...ctx, consoleAt: getShared().env }, input });
      ctx.logger.info({ agentId: enrolled.agentId, clientAddress, requestId }, "agent enrolled");
      return Response.json(enrolled, { status: 201 });
    } catch (error) {
      if (isAppError(error))
        ctx.logger.warn({ reason: error.message, clientAddress, requestId }, "enrolment refused");
      throw error;
    }
  });
}
