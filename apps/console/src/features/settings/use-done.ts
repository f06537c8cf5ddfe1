"use client";

import { type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";

/** What a dialog does once it is carried out: shows what `changed` asks for as it is now, says so and closes. */
export function useDone(changed: QueryFilters, onClose: () => void): (text: string) => Promise<void> {
  const queryClient = useQueryClient();
  return async (text) => {
    await queryClient.invalidateQueries(changed);
    toast(text);
    onClose();
  };
}
