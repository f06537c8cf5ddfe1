"use client";

import type { EnrolmentTokenView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useMay } from "@/client/session.tsx";
import { useProblem } from "@/client/use-problem.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { TimeLeft } from "@/components/time-left.tsx";
import { Button } from "@/components/ui/button.tsx";

/** Enrolment tokens that nobody has used yet. */
export function AgentTokens({ tokens }: { tokens: readonly EnrolmentTokenView[] }) {
  const t = useTranslations("settings.agents");
  if (tokens.length === 0) return null;
  const columns: Column<EnrolmentTokenView>[] = [
    {
      key: "name",
      label: t("tokens.column.name"),
      className: "w-full",
      isRowHeader: true,
      cell: ({ name, role }) => (
        <>
          <span className="font-medium">{name ?? t("tokens.unnamed")}</span>
          <span className="ml-2 text-muted">{t(`role.${role}`)}</span>
        </>
      ),
    },
    {
      key: "region",
      label: t("tokens.column.region"),
      className: "min-w-28 max-md:hidden",
      cell: ({ regionName }) => regionName,
    },
    {
      key: "state",
      label: t("tokens.column.state"),
      className: "min-w-28 max-md:hidden",
      cell: ({ role, state }) => (role === "inference" ? t(`memberState.${state}`) : "–"),
    },
    {
      key: "maker",
      label: t("tokens.column.maker"),
      className: "min-w-32 max-md:hidden",
      cell: ({ createdByName }) => createdByName,
    },
    {
      key: "expires",
      label: t("tokens.column.expires"),
      className: "min-w-24 whitespace-nowrap",
      cell: ({ expiresAt }) => <TimeLeft until={expiresAt} />,
    },
    {
      key: "revoke",
      label: t("tokens.revoke"),
      className: "min-w-16 text-right",
      isLabelHidden: true,
      cell: ({ id, regionId }) => <RevokeToken tokenId={id} regionId={regionId} />,
    },
  ];
  return (
    <section className="mt-10">
      <h3 className="font-semibold">{t("tokens.title")}</h3>
      <p className="mt-0.5 mb-4 text-muted">{t("tokens.sentence")}</p>
      <DataTable label={t("tokens.title")} columns={columns}>
        <tbody>
          <DataRows columns={columns} rows={tokens} rowKey={({ id }) => id} />
        </tbody>
      </DataTable>
    </section>
  );
}

function RevokeToken({ tokenId, regionId }: { tokenId: string; regionId: string }) {
  const t = useTranslations("settings.agents.tokens");
  const problemOf = useProblem();
  const mayNot = useMay("admin", [regionId]);
  const done = useDone(useTRPC().agent.pathFilter());
  const { mutate, isPending } = useMutation(
    useTRPC().agent.revokeToken.mutationOptions({
      onSuccess: () => done(t("revoked")),
      onError: (error) => toast.error(problemOf(error)),
    }),
  );
  return (
    <Button
      size="small"
      onClick={() => mutate({ tokenId })}
      disabledReason={mayNot ?? (isPending ? t("revoking") : undefined)}
    >
      {t("revoke")}
    </Button>
  );
}
