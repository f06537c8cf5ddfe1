import { getAuth } from "../../../../server/http/auth.ts";

const handle = (request: Request) => getAuth().handler(request);

export { handle as GET, handle as POST };
