"use client";

import { operatorEvents } from "@meridian/contracts/wire";
import { type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { operatorSocket } from "../live/operator-socket.ts";

/** Refetches queries after every committed change and every reconnect. */
export function useRefetchOnChange(...filters: QueryFilters[]): void {
  const queryClient = useQueryClient();
  const newest = useRef(filters);
  useEffect(() => {
    newest.current = filters;
  });
  useEffect(() => {
    const socket = operatorSocket();
    const refetch = () => {
      for (const filter of newest.current) void queryClient.invalidateQueries(filter);
    };
    socket.on(operatorEvents.changed, refetch);
    socket.io.on("reconnect", refetch);
    return () => {
      socket.off(operatorEvents.changed, refetch);
      socket.io.off("reconnect", refetch);
    };
  }, [queryClient]);
}
