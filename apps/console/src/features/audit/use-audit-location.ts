"use client";

import { useUrlSelection } from "@/client/use-url-selection.ts";
import { type AuditParams, paramNames, presentParams } from "./audit-params.ts";

type AuditLocation = {
  params: AuditParams;
  /** Replaces some of the filter; an empty value takes it off. */
  narrow: (part: AuditParams) => void;
  clear: () => void;
  /** Revision of the change whose sheet is open. */
  openRevision: string | null;
  open: (revision: string | null) => void;
};

const urlNames = [...paramNames, "change"] as const;

/** Filter and open sheet stand in the page's address; Back closes the sheet, and does not undo the filter. */
export function useAuditLocation(): AuditLocation {
  const [{ change, ...search }, select] = useUrlSelection(urlNames);
  const params = presentParams((name) => search[name]);
  return {
    params,
    narrow: (part) =>
      select(
        presentParams((name) => ({ ...params, ...part })[name]),
        "replace",
      ),
    clear: () => select({}, "replace"),
    openRevision: change,
    open: (revision) => select({ ...params, change: revision }),
  };
}
