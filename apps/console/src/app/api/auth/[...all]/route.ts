import { answering } from "../../../../server/http/answering.ts";
import { getAuth } from "../../../../server/http/auth.ts";
import { countProcedures } from "../../../../server/http/procedure-limits.ts";
import { answerAuth } from "../../../../server/domains/people/index.ts";

const handle = (request: Request) =>
  answering(async () => {
    await countProcedures(request.headers, null);
    return answerAuth(getAuth(), request);
  });

export { handle as GET, handle as POST };
