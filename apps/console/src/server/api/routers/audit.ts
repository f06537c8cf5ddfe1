import {
  AuditChange,
  AuditFacets,
  AuditListInput,
  AuditPage,
  AuditVerification,
} from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { z } from "zod";
import { getChange, listChanges, listFacets, verifyAudit } from "../../domains/audit/index.ts";
import { sharedRun } from "../shared-run.ts";
import { procedure, router } from "../trpc.ts";

export const auditRouter = router({
  list: procedure("viewer", { method: "GET", path: "/audit", summary: "Changes, newest first" })
    .input(AuditListInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listChanges(ctx.db, input)),
  get: procedure("viewer", {
    method: "GET",
    path: "/audit/changes/{revision}",
    summary: "One change, before and after",
  })
    .input(z.object({ revision: RevisionString }))
    .output(AuditChange)
    .query(({ ctx, input }) => getChange(ctx.db, input.revision)),
  facets: procedure("viewer", {
    method: "GET",
    path: "/audit/facets",
    summary: "Kinds and actors that occur in the audit log",
  })
    .output(AuditFacets)
    .query(({ ctx }) => listFacets(ctx.db)),
  verify: procedure(
    "viewer",
    { method: "GET", path: "/audit/verification", summary: "Verify the hash chain of the audit log" },
    { isShared: true },
  )
    .output(AuditVerification)
    .query(({ ctx }) => sharedRun("audit-verification", () => verifyAudit({ ctx }))),
});
