"use client";

import type { SplitVersionsInput } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import type { RoutePolicyRef } from "../route-policy.ts";

/** Sets or ends an origin's version split. What is shown is asked for anew whatever the answer: after a conflict it is old. */
export function useSplit({ regionId, regionName }: RoutePolicyRef, onDone: () => void) {
  const t = useTranslations("traffic.split");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refetch = () => queryClient.invalidateQueries(trpc.traffic.pathFilter());
  const { mutate, isPending, error } = useMutation(
    trpc.traffic.split.mutationOptions({
      onSuccess: async (_, { split }) => {
        await refetch();
        onDone();
        toast(t(split ? "set" : "ended", { region: regionName }));
      },
      onError: refetch,
    }),
  );
  const apply = (change: Omit<SplitVersionsInput, "originRegionId">) =>
    mutate({ originRegionId: regionId, ...change });
  return { apply, isPending, error };
}
