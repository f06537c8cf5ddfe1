import { answering } from "../../../../server/http/answering.ts";
import { getAuth } from "../../../../server/http/auth.ts";
import { answerAuth } from "../../../../server/domains/people/index.ts";

const handle = (request: Request) => answering(() => answerAuth(getAuth(), request));

export { handle as GET, handle as POST };
