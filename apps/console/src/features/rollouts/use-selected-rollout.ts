"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The rollout that is looked at stands in the URL; without one the open rollout is shown. */
export function useSelectedRollout(): [string | null, (rolloutId: string | null) => void] {
  const pathname = usePathname();
  const selected = useSearchParams().get("rollout");
  const select = useCallback(
    (rolloutId: string | null) => {
      window.history.pushState(null, "", rolloutId === null ? pathname : rolloutHref(rolloutId));
    },
    [pathname],
  );
  return [selected, select];
}

export function rolloutHref(rolloutId: string): string {
  return `/rollouts?${new URLSearchParams({ rollout: rolloutId })}`;
}
