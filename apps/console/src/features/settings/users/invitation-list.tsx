"use client";

import type { InvitationView } from "@meridian/contracts/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { Button } from "@/components/ui/button.tsx";
import { settingsCell, SettingsTable } from "../settings-table.tsx";
import { TokenExpiry } from "../tokens/token-expiry.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

/** Invitations that nobody accepted yet; nothing where there are none. */
export function InvitationList() {
  const t = useTranslations("settings.users.invitations");
  const { data: invitations = [] } = useQuery(useTRPC().user.invitations.queryOptions());
  if (invitations.length === 0) return null;
  const columns = [
    { key: "email", label: t("column.email") },
    { key: "role", label: t("column.role"), className: "w-40 max-md:w-24" },
    { key: "maker", label: t("column.maker"), className: "w-36 max-md:hidden" },
    { key: "expires", label: t("column.expires"), className: "w-32 max-md:hidden" },
    { key: "actions", label: t("column.actions"), className: "w-20", isLabelHidden: true },
  ];
  return (
    <section className="mt-10">
      <h3 className="text-sm font-semibold">{t("title")}</h3>
      <p className="mb-3 text-muted">{t("sentence")}</p>
      <SettingsTable label={t("title")} columns={columns}>
        <tbody>
          {invitations.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} />
          ))}
        </tbody>
      </SettingsTable>
    </section>
  );
}

function InvitationRow({ invitation }: { invitation: InvitationView }) {
  const roleName = useTranslations("shell.role");
  const { id, email, role, createdByName, expiresAt } = invitation;
  return (
    <tr className="border-t border-line">
      <th scope="row" className={clsx(settingsCell, "text-left font-medium break-all")}>
        {email}
      </th>
      <td className={settingsCell}>{roleName(role)}</td>
      <td className={clsx(settingsCell, "max-md:hidden")}>{createdByName}</td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        <TokenExpiry at={expiresAt} />
      </td>
      <td className={clsx(settingsCell, "text-right")}>
        <Withdraw invitationId={id} />
      </td>
    </tr>
  );
}

function Withdraw({ invitationId }: { invitationId: string }) {
  const t = useTranslations("settings.users.invitations");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useSettingsProblem();
  const { mutate, isPending } = useMutation(
    trpc.user.revokeInvitation.mutationOptions({
      onSuccess: () => toast(t("withdrawn")),
      onError: (error) => toast(problemOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.user.invitations.queryFilter()),
    }),
  );
  return (
    <Button
      look="quiet"
      size="small"
      onClick={() => mutate({ invitationId })}
      disabledReason={isPending ? t("withdrawing") : undefined}
    >
      {t("withdraw")}
    </Button>
  );
}
