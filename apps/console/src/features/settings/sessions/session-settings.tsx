"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useProblem } from "@/client/use-problem.ts";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SessionTable } from "./session-table.tsx";
import { SettingsHead } from "../settings-head.tsx";

/** Where this person is signed in. */
export function SessionSettings() {
  const t = useTranslations("settings.sessions");
  const trpc = useTRPC();
  const { data: sessions, error, refetch } = useQuery(trpc.session.list.queryOptions());
  const outcome = useOutcome();
  const end = useMutation(trpc.session.end.mutationOptions(outcome(t("ended"))));
  const endOthers = useMutation(trpc.session.endOthers.mutationOptions(outcome(t("othersEnded"))));
  useRefetchOnChange(trpc.session.list.queryFilter());
  const others = sessions?.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  const whyNot = others === 0 ? t("noOthers") : endOthers.isPending ? t("ending") : undefined;
  return (
    <>
      <SettingsHead
        title={t("title")}
        sentence={t("sentence")}
        action={
          <Button onClick={() => endOthers.mutate()} disabledReason={whyNot}>
            {t("endOthers")}
          </Button>
        }
      />
      {sessions ? (
        <SessionTable
          label={t("title")}
          sessions={sessions}
          endingId={end.isPending ? end.variables.sessionId : null}
          onEnd={(sessionId) => end.mutate({ sessionId })}
        />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} groups={[2]} />
      )}
    </>
  );
}

/** A toast with the outcome, and the sessions as they are now. */
function useOutcome() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  return (done: string) => ({
    onSuccess: () => toast(done),
    onError: (error: unknown) => toast.error(problemOf(error)),
    onSettled: () => queryClient.invalidateQueries(trpc.session.list.queryFilter()),
  });
}
