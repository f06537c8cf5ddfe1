"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The agent whose sheet is open stands in the URL; the browser's back button closes it. */
export function useSelectedAgent(): [string | null, (agentId: string | null) => void] {
  const pathname = usePathname();
  const selected = useSearchParams().get("agent");
  const select = useCallback(
    (agentId: string | null) => {
      window.history.pushState(null, "", agentId === null ? pathname : agentHref(agentId));
    },
    [pathname],
  );
  return [selected, select];
}

export function agentHref(agentId: string): string {
  return `/fleet?${new URLSearchParams({ agent: agentId })}`;
}
