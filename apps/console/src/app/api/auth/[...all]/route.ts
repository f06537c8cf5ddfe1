import { isDatabaseUp } from "../../../../server/boot/database-health.ts";
import { getShared } from "../../../../server/boot/shared.ts";
import { answering, databaseAway } from "../../../../server/http/answering.ts";
import { getAuth } from "../../../../server/http/auth.ts";
import { countProcedures, withLimitHeaders } from "../../../../server/http/procedure-limits.ts";
import { answerAuth } from "../../../../server/domains/people/index.ts";

const handle = (request: Request) => withLimitHeaders(request, answer);

const answer = (request: Request) =>
  answering(async () => {
    await countProcedures(request.headers, null, { request });
    const response = await answerAuth(getAuth(), request);
    // The library makes a 500 of everything, also of a database that is away.
    if (response.status < 500 || (await isDatabaseUp(getShared().db))) return response;
    throw databaseAway();
  });

export { handle as GET, handle as POST };
