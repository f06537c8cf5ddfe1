import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { AppError } from "@meridian/contracts/errors";
import { AgentAuth } from "@meridian/contracts/wire";
import { answering } from "../../../../../../server/http/answering.ts";
import { getOpenStreams, streamBody } from "../../../../../../server/http/open-streams.ts";
import { countProcedures, withLimitHeaders } from "../../../../../../server/http/procedure-limits.ts";
import { verifyCredential } from "../../../../../../server/domains/fleet/index.ts";
import { findModelFile } from "../../../../../../server/domains/model/index.ts";
import { getShared } from "../../../../../../server/boot/shared.ts";

type Params = { params: Promise<{ digest: string; file: string }> };

/** A model file for an agent: `authorization: Bearer <credential>` and `x-meridian-agent: <id>`. */
export const GET = (request: Request, { params }: Params) =>
  withLimitHeaders(request, (asked) => answer(asked, params));

function answer(request: Request, params: Params["params"]): Promise<Response> {
  return answering(async () => {
    const { db, modelFolders } = getShared();
    const { id } = await identify(request);
    const path = await findModelFile(db, modelFolders, await params);
    const { size } = await stat(path);
    const release = getOpenStreams("downloads").open(id);
    const body = streamBody({ pieces: piecesOf(path), signal: request.signal, release });
    return new Response(body, {
      headers: { "content-type": "application/octet-stream", "content-length": String(size) },
    });
  });
}

/** Opens the file once somebody reads: whoever leaves before leaves nothing open. */
async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/** Who shows a valid credential counts by it, all others by their address. */
async function identify(request: Request): Promise<{ id: string }> {
  const { headers } = request;
  const verify = async () => verifyCredential(getShared().db, authOf(headers));
  const { id } = await verify().catch(async (error: unknown) => {
    await countProcedures(headers, null, { request });
    throw error;
  });
  await countProcedures(headers, { actor: { type: "agent", id }, session: null }, { request });
  return { id };
}

function authOf(headers: Headers): AgentAuth {
  const [, credential] = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "") ?? [];
  const auth = AgentAuth.safeParse({ agentId: headers.get("x-meridian-agent"), credential });
  if (auth.success) return auth.data;
  throw new AppError("UNAUTHENTICATED", "Expected `authorization: Bearer …` and `x-meridian-agent`.");
}
