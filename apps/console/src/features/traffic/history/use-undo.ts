"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useProblem } from "@/client/use-problem.ts";

const toastMs = 10_000;

/** Restores what a change replaced. An undo can be undone from its own toast. */
export function useUndo() {
  const t = useTranslations("traffic.undo");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  const { mutate, isPending } = useMutation(
    trpc.traffic.undo.mutationOptions({
      onSuccess: ({ revision }) => offerUndo(t("done"), revision),
      onError: (error) => toast.error(problemOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.traffic.pathFilter()),
    }),
  );
  const undo = (revision: string) => mutate({ revision });
  const offerUndo = (text: string, revision: string) => {
    toast(text, { duration: toastMs, action: { label: t("action"), onClick: () => undo(revision) } });
  };
  return { undo, offerUndo, isPending };
}
