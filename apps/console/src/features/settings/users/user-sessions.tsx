"use client";

import type { UserView } from "@meridian/contracts/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useProblem } from "@/client/use-problem.ts";
import { Pending } from "@/components/page-state/pending.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SessionTable } from "../sessions/session-table.tsx";

type UserSessionsProps = { user: UserView | null; onClose: () => void };

/** Where somebody is signed in, over the page's edge. */
export function UserSessions({ user, onClose }: UserSessionsProps) {
  const t = useTranslations();
  return (
    <Sheet
      isOpen={user !== null}
      onClose={onClose}
      closeLabel={t("shell.closePanel")}
      title={user && t("settings.users.sessionsOf", { name: user.name })}
    >
      <div className="px-6 py-4">{user && <Sessions user={user} />}</div>
    </Sheet>
  );
}

function Sessions({ user }: { user: UserView }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  const userId = user.id;
  const { data: sessions, error, refetch } = useQuery(trpc.user.sessions.queryOptions({ userId }));
  const { mutate, isPending, variables } = useMutation(
    trpc.user.endSession.mutationOptions({
      onSuccess: () => toast(t("sessions.ended")),
      onError: (failure) => toast.error(problemOf(failure)),
      onSettled: () => queryClient.invalidateQueries(trpc.user.pathFilter()),
    }),
  );
  if (!sessions) {
    return <Pending failed={t("sessions.failed")} error={error} onRetry={refetch} groups={[2]} />;
  }
  if (sessions.length === 0)
    return <p className="text-muted">{t("users.noSessions", { name: user.name })}</p>;
  return (
    <SessionTable
      label={t("users.sessionsOf", { name: user.name })}
      sessions={sessions}
      endingId={isPending ? variables.sessionId : null}
      onEnd={(sessionId) => mutate({ userId, sessionId })}
    />
  );
}
