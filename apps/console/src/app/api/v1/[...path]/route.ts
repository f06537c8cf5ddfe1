import { answerOptions, answerRest } from "../../../../server/api/rest/answer-rest.ts";
import { withLimitHeaders } from "../../../../server/http/procedure-limits.ts";

const handle = (request: Request) => withLimitHeaders(request, answerRest);

export {
  answerOptions as OPTIONS,
  handle as DELETE,
  handle as GET,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
