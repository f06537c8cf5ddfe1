import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { AppError } from "@meridian/contracts/errors";
import { AgentAuth } from "@meridian/contracts/wire";
import { answering } from "../../../../../../server/http/answering.ts";
import { verifyCredential } from "../../../../../../server/domains/fleet/index.ts";
import { findModelFile } from "../../../../../../server/domains/model/index.ts";
import { getShared } from "../../../../../../server/boot/shared.ts";

type Params = { params: Promise<{ digest: string; file: string }> };

/** A model file for an agent: `authorization: Bearer <credential>` and `x-meridian-agent: <id>`. */
export function GET(request: Request, { params }: Params): Promise<Response> {
  return answering(async () => {
    const { db, modelFolders } = getShared();
    await verifyCredential(db, authOf(request.headers));
    const path = await findModelFile(db, modelFolders, await params);
    const { size } = await stat(path);
    const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    return new Response(body, {
      headers: { "content-type": "application/octet-stream", "content-length": String(size) },
    });
  });
}

function authOf(headers: Headers): AgentAuth {
  const [, credential] = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "") ?? [];
  const auth = AgentAuth.safeParse({ agentId: headers.get("x-meridian-agent"), credential });
  if (auth.success) return auth.data;
  throw new AppError("UNAUTHENTICATED", "Expected `authorization: Bearer …` and `x-meridian-agent`.");
}
