import { answerOptions, answerRest } from "../../../../server/api/rest/answer-rest.ts";
import { withLimitHeaders } from "../../../../server/http/procedure-limits.ts";

const handleOptions = (request: Request) => withLimitHeaders(request, answerOptions);
const handle = (request: Request) => withLimitHeaders(request, answerRest);

export {
  handleOptions as OPTIONS,
  handle as DELETE,
  handle as GET,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
