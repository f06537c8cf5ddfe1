"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useNow } from "@/client/format/clock.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { TimeLeft } from "@/components/time-left.tsx";
import { activeFirst, tokenState } from "./token-state.ts";

export function TokenTable({ tokens }: { tokens: readonly ApiTokenView[] }) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const nowMs = useNow() ?? 0;
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);
  const stateOf = (token: ApiTokenView) => tokenState(token, nowMs);
  const columns: Column<ApiTokenView>[] = [
    {
      key: "name",
      label: t("column.name"),
      isRowHeader: true,
      cell: (token) => (
        <>
          <span className="font-medium break-words">{token.name}</span>
          <span className="block text-xs text-muted md:hidden">
            {roleName(token.role)} · {t(`state.${stateOf(token)}`)}
          </span>
        </>
      ),
    },
    {
      key: "role",
      label: t("column.role"),
      className: "w-28 max-md:hidden",
      cell: ({ role }) => roleName(role),
    },
    {
      key: "maker",
      label: t("column.maker"),
      className: "w-36 max-md:hidden",
      cell: ({ createdByName }) => createdByName,
    },
    {
      key: "used",
      label: t("column.used"),
      className: "w-28",
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t("neverUsed")),
    },
    {
      key: "expires",
      label: t("column.expires"),
      className: "w-28 max-md:hidden",
      cell: (token) => <Expires token={token} isOver={stateOf(token) === "expired"} />,
    },
    {
      key: "state",
      label: t("column.state"),
      className: "w-24 max-md:hidden",
      cell: (token) => t(`state.${stateOf(token)}`),
    },
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-10 text-right",
      isLabelHidden: true,
      cell: (token) => <TokenMenu token={token} onRevoke={setRevoking} />,
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns}>
        <tbody>
          <DataRows
            columns={columns}
            rows={activeFirst(tokens, nowMs)}
            rowKey={({ id }) => id}
            rowClassName={(token) => stateOf(token) !== "active" && "text-muted"}
          />
        </tbody>
      </DataTable>
      {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function Expires({ token: { expiresAt }, isOver }: { token: ApiTokenView; isOver: boolean }) {
  const t = useTranslations("settings.tokens");
  if (expiresAt === null) return t("neverExpires");
  return isOver ? <RelativeTime at={expiresAt} /> : <TimeLeft until={expiresAt} />;
}

type TokenMenuProps = { token: ApiTokenView; onRevoke: (token: ApiTokenView) => void };

function TokenMenu({ token, onRevoke }: TokenMenuProps) {
  const t = useTranslations("settings.tokens");
  const revoke = {
    label: t("revoke"),
    onSelect: () => onRevoke(token),
    disabledReason: token.revokedAt ? t("alreadyRevoked") : undefined,
  };
  return <RowMenu label={t("actionsOf", { name: token.name })} actions={[revoke]} />;
}

type RevokeTokenProps = { token: ApiTokenView; onClose: () => void };

function RevokeToken({ token: { id, name }, onClose }: RevokeTokenProps) {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const done = useDone(trpc.token.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.token.revoke.mutationOptions({ onSuccess: () => done(t("revoked", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("revokeTitle", { name })}
      submitLabel={t("revoke")}
      effect={t("revokeEffect")}
      reason="none"
      state={state}
      onConfirm={() => mutate({ tokenId: id })}
      onClose={onClose}
    />
  );
}
