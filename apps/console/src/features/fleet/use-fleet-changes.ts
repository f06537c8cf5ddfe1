"use client";

import { operatorEvents } from "@meridian/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { operatorSocket } from "@/client/operator-socket.ts";
import { useTRPC } from "@/client/trpc.ts";

/** Asks again for what the fleet page shows when something was committed, and after every reconnect. */
export function useFleetChanges(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    const socket = operatorSocket();
    const refetch = () => void queryClient.invalidateQueries(trpc.fleet.pathFilter());
    socket.on(operatorEvents.changed, refetch);
    socket.io.on("reconnect", refetch);
    return () => {
      socket.off(operatorEvents.changed, refetch);
      socket.io.off("reconnect", refetch);
    };
  }, [trpc, queryClient]);
}
