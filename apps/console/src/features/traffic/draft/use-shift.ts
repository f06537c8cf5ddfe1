"use client";

import type { TrafficChanged } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import type { Draft, DraftMember } from "./draft.ts";
import type { RoutePolicyRef } from "../route-policy.ts";
import { useUndo } from "../history/use-undo.ts";

type Shift = { draft: Draft; changes: readonly DraftMember[]; reason: string };

/** Applies a draft. What is shown is asked for anew whatever the answer: after a conflict it is old. */
export function useShift({ type, regionId, regionName }: RoutePolicyRef, onDone: () => void) {
  const t = useTranslations("traffic.applied");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { offerUndo } = useUndo();
  const refetch = () => queryClient.invalidateQueries(trpc.traffic.pathFilter());
  const options = {
    onSuccess: async ({ revision }: TrafficChanged) => {
      await refetch();
      onDone();
      offerUndo(t(type, { region: regionName }), revision);
    },
    onError: refetch,
  };
  const regions = useMutation(trpc.traffic.shift.mutationOptions(options));
  const nodes = useMutation(trpc.traffic.shiftNodes.mutationOptions(options));
  const { isPending, error, reset } = type === "traffic" ? regions : nodes;

  const apply = ({ draft: { baseRevision }, changes, reason }: Shift) => {
    const common = { baseRevision, reason };
    if (type === "traffic") {
      const members = changes.map(({ id, ...desired }) => ({ regionId: id, ...inputOf(desired) }));
      regions.mutate({ ...common, originRegionId: regionId, targets: members });
    } else {
      const members = changes.map(({ id, ...desired }) => ({ nodeId: id, ...inputOf(desired) }));
      nodes.mutate({ ...common, regionId, nodes: members });
    }
  };
  return { apply, isPending, error, reset };
}

function inputOf({ state, weight, drain }: Omit<DraftMember, "id">) {
  return { state, weight, ...(drain && { drain }) };
}
