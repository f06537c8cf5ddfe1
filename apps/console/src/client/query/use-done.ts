"use client";

import { type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";

/** What follows a change that was carried out: the queries it touches run again, a toast says so, the dialog closes. */
export function useDone(changed: QueryFilters, onClose?: () => void): (text: string) => Promise<void> {
  const queryClient = useQueryClient();
  return async (text) => {
    await queryClient.invalidateQueries(changed);
    toast(text);
    onClose?.();
  };
}
