"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The origin that is open stands in the URL by its name. */
export function useSelectedOrigin(): [string | null, (name: string) => void] {
  const selected = useSearchParams().get("origin");
  const select = useCallback((name: string) => {
    window.history.pushState(null, "", originHref(name));
  }, []);
  return [selected, select];
}

export function originHref(name: string): string {
  return `/traffic?${new URLSearchParams({ origin: name })}`;
}
