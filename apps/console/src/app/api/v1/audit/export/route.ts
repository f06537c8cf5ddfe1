import { Readable } from "node:stream";
import { AuditFilter } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { z } from "zod";
import { answering } from "../../../../../server/http/answering.ts";
import { withLimitHeaders } from "../../../../../server/http/procedure-limits.ts";
import {
  exportChanges,
  type ExportFormat,
  exportFormats,
} from "../../../../../server/domains/audit/index.ts";
import { createHttpContext } from "../../../../../server/api/create-context.ts";

const ExportQuery = AuditFilter.extend({ format: z.enum(exportFormats).default("jsonl") }).strict();
const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
};

/** Streams changes as a file to anyone who may read them. Takes the filters of GET /audit. */
export const GET = (request: Request) => withLimitHeaders(request, answer);

function answer(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    const { db, caller, now } = await createHttpContext(request, requestId);
    if (!caller) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    const { format, ...filter } = readQuery(new URL(request.url).searchParams);
    const lines = Readable.from(exportChanges(db, format, filter), { objectMode: false });
    const name = `meridian-audit-${now().toISOString().slice(0, 10)}.${format}`;
    return new Response(Readable.toWeb(lines) as ReadableStream<Uint8Array>, {
      headers: {
        "content-type": contentTypes[format],
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      },
    });
  });
}

function readQuery(params: URLSearchParams): z.infer<typeof ExportQuery> {
  const parsed = ExportQuery.safeParse(Object.fromEntries(params));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new AppError("VALIDATION", "The input is not valid.", { details: { fields } });
}
