"use client";

import { useSearchParams } from "next/navigation";
import { auditHref, type AuditParams, readParams } from "./audit-params.ts";

type AuditLocation = {
  params: AuditParams;
  /** Replaces some of the filter; an empty value takes it off. */
  narrow: (part: AuditParams) => void;
  clear: () => void;
  /** Revision of the change whose sheet is open. */
  openRevision: string | null;
  open: (revision: string | null) => void;
};

/** Filter and open sheet stand in the URL; the browser's back button closes the sheet. */
export function useAuditParams(): AuditLocation {
  const search = useSearchParams();
  const params = readParams(search);
  return {
    params,
    narrow: (part) => window.history.replaceState(null, "", auditHref({ ...params, ...part })),
    clear: () => window.history.replaceState(null, "", auditHref({})),
    openRevision: search.get("change"),
    open: (revision) => window.history.pushState(null, "", auditHref(params, revision)),
  };
}
