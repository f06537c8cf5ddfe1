"use client";

import { type ChangedMessage, operatorEvents } from "@meridian/contracts/wire";
import { type QueryFilters, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { operatorSocket } from "../live/operator-socket.ts";
import { isConcerned } from "./shown-by.ts";

/** Refetches queries after every committed change that they show, and after every reconnect. */
export function useRefetchOnChange(...filters: QueryFilters[]): void {
  const queryClient = useQueryClient();
  const newest = useRef(filters);
  useEffect(() => {
    newest.current = filters;
  });
  useEffect(() => {
    const socket = operatorSocket();
    const refetch = (message?: ChangedMessage) => {
      for (const filter of newest.current) {
        if (message && !isConcerned(routerOf(filter.queryKey), message.kinds)) continue;
        void queryClient.invalidateQueries(filter);
      }
    };
    const refetchAll = () => refetch();
    socket.on(operatorEvents.changed, refetch);
    socket.io.on("reconnect", refetchAll);
    return () => {
      socket.off(operatorEvents.changed, refetch);
      socket.io.off("reconnect", refetchAll);
    };
  }, [queryClient]);
}

/** A key begins with the path of its procedure: `[["fleet", "overview"], …]`. */
function routerOf(key: QueryKey | undefined): string {
  const path: unknown = key?.[0];
  return Array.isArray(path) ? String(path[0]) : "";
}
