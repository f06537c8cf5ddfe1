import { answerOptions, answerRest } from "../../../../server/api/rest/answer-rest.ts";

export {
  answerOptions as OPTIONS,
  answerRest as DELETE,
  answerRest as GET,
  answerRest as PATCH,
  answerRest as POST,
  answerRest as PUT,
};
