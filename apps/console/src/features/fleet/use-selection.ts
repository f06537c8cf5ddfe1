"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export type Selection = { kind: "agent" | "region"; id: string };

/** What the open sheet is about stands in the URL; the browser's back button closes it. */
export function useSelection(): [Selection | null, (selection: Selection | null) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const selection = useMemo(() => selectionOf(params), [params]);
  const select = useCallback(
    (next: Selection | null) => {
      window.history.pushState(null, "", next === null ? pathname : selectionHref(next));
    },
    [pathname],
  );
  return [selection, select];
}

export function selectionHref({ kind, id }: Selection): string {
  return `/fleet?${new URLSearchParams({ [kind]: id })}`;
}

function selectionOf(params: { get: (name: string) => string | null }): Selection | null {
  for (const kind of ["agent", "region"] as const) {
    const id = params.get(kind);
    if (id !== null) return { kind, id };
  }
  return null;
}
