import { AuditFilter } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { z } from "zod";
import { exportChanges, type ExportFormat, exportFormats } from "../../../domains/audit/index.ts";
import { getOpenStreams, streamBody } from "../../../http/open-streams.ts";
import { getBulkhead } from "../../bulkhead.ts";
import { createHttpContext } from "../../create-context.ts";
import { readQuery } from "../read-input.ts";
import type { PlainRoute } from "./plain-route.ts";

const ExportQuery = AuditFilter.extend({
  format: z.enum(exportFormats).default("jsonl").describe("Format of the file."),
}).strict();
const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
};

/** Streams changes as a file to anyone who may read them. */
export const auditExport: PlainRoute = {
  procedure: "audit.export",
  method: "GET",
  path: "/audit/export",
  role: "viewer",
  summary: "Changes as a file, by the filters of GET /audit",
  query: ExportQuery,
  answers: { "application/jsonl": "The file, a change a line.", "text/csv": "The file." },
  answer: async (request, requestId) => {
    const { db, caller, now } = await createHttpContext(request, requestId);
    if (!caller) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    const { format, ...filter } = readQuery(ExportQuery, new URL(request.url).searchParams);
    const { id } = caller.actor;
    const { signal } = request;
    const release = getOpenStreams("exports").open(id);
    // Each batch waits its turn: an export and the pages of who wants it share their two places.
    const inTurn = <T>(read: () => Promise<T>) => getBulkhead().run(id, read, { signal });
    const pieces = exportChanges(db, format, filter, inTurn);
    const name = `meridian-audit-${now().toISOString().slice(0, 10)}.${format}`;
    return new Response(streamBody({ pieces, signal, release }), {
      headers: {
        "content-type": contentTypes[format],
        "content-disposition": `attachment; filename="${name}"`,
      },
    });
  },
};
