"use client";

import type { InvitationView } from "@meridian/contracts/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useMay } from "@/client/session.tsx";
import { useProblem } from "@/client/use-problem.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { TimeLeft } from "@/components/time-left.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useRegionNames } from "../region-limit.tsx";

/** Invitations that nobody accepted yet; nothing where there are none. */
export function InvitationList() {
  const t = useTranslations("settings.users.invitations");
  const roleName = useTranslations("shell.role");
  const namesOf = useRegionNames();
  const { data: invitations = [] } = useQuery(useTRPC().user.invitations.queryOptions());
  if (invitations.length === 0) return null;
  const columns: Column<InvitationView>[] = [
    {
      key: "email",
      label: t("column.email"),
      isRowHeader: true,
      cell: ({ email }) => <span className="font-medium break-all">{email}</span>,
    },
    {
      key: "role",
      label: t("column.role"),
      className: "w-40 max-md:w-24",
      cell: ({ role, regionIds }) => (
        <>
          {roleName(role)}
          {regionIds.length > 0 && <span className="block text-xs text-muted">{namesOf(regionIds)}</span>}
        </>
      ),
    },
    {
      key: "maker",
      label: t("column.maker"),
      className: "w-36 max-md:hidden",
      cell: ({ createdByName }) => createdByName,
    },
    {
      key: "expires",
      label: t("column.expires"),
      className: "w-32 max-md:hidden",
      cell: ({ expiresAt }) => <TimeLeft until={expiresAt} />,
    },
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-20 text-right",
      isLabelHidden: true,
      cell: ({ id }) => <Withdraw invitationId={id} />,
    },
  ];
  return (
    <section className="mt-10">
      <h3 className="text-sm font-semibold">{t("title")}</h3>
      <p className="mb-3 text-muted">{t("sentence")}</p>
      <DataTable label={t("title")} columns={columns}>
        <tbody>
          <DataRows columns={columns} rows={invitations} rowKey={({ id }) => id} />
        </tbody>
      </DataTable>
    </section>
  );
}

function Withdraw({ invitationId }: { invitationId: string }) {
  const t = useTranslations("settings.users.invitations");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  const mayNot = useMay("admin", "fleet");
  const { mutate, isPending } = useMutation(
    trpc.user.revokeInvitation.mutationOptions({
      onSuccess: () => toast(t("withdrawn")),
      onError: (error) => toast.error(problemOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.user.invitations.queryFilter()),
    }),
  );
  return (
    <Button
      look="quiet"
      size="small"
      onClick={() => mutate({ invitationId })}
      disabledReason={mayNot ?? (isPending ? t("withdrawing") : undefined)}
    >
      {t("withdraw")}
    </Button>
  );
}
