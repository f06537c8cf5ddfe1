"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useProblem } from "@/client/use-problem.ts";

/** A command to the open rollout. A toast says why one was refused. */
export function useRolloutCommand(command: "pause" | "resume" | "rollBack") {
  const t = useTranslations("rollouts.command");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  return useMutation(
    trpc.rollout[command].mutationOptions({
      onError: (error) => toast.error(t("failed", { why: problemOf(error) ?? "" })),
      onSettled: () => queryClient.invalidateQueries(trpc.rollout.pathFilter()),
    }),
  );
}
