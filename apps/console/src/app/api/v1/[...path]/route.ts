import { answerRest } from "../../../../server/api/rest/answer-rest.ts";
import { withLimitHeaders } from "../../../../server/http/procedure-limits.ts";

const handle = (request: Request) => withLimitHeaders(request, answerRest);

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
