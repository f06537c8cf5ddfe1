"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useNow } from "@/client/format/clock.ts";
import { useMay } from "@/client/session.tsx";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { TimeLeft } from "@/components/time-left.tsx";
import { ChangeOwner, RevokeToken } from "./token-dialogs.tsx";
import { activeFirst, tokenState } from "./token-state.ts";

export function TokenTable({ tokens }: { tokens: readonly ApiTokenView[] }) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const nowMs = useNow() ?? 0;
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);
  const [handing, setHanding] = useState<ApiTokenView | null>(null);
  const stateOf = (token: ApiTokenView) => tokenState(token, nowMs);
  const columns: Column<ApiTokenView>[] = [
    {
      key: "name",
      label: t("column.name"),
      isRowHeader: true,
      cell: (token) => (
        <>
          <span className="font-medium break-words">{token.name}</span>
          <span className="block text-xs text-muted">
            {t(`kind.${token.kind}`)} · {t(`scope.${token.scope}`)}
            {token.regionIds.length > 0 && ` · ${t("regionCount", { count: token.regionIds.length })}`}
          </span>
          <span className="block text-xs text-muted md:hidden">
            {roleName(token.effectiveRole ?? token.role)} · {t(`state.${stateOf(token)}`)}
          </span>
          <span className="block text-xs break-words text-muted md:hidden">
            {t("column.owner")}: {token.ownerName}
          </span>
          <span className="block text-xs text-muted md:hidden">
            {t("column.expires")}: <Expires token={token} isOver={stateOf(token) === "expired"} />
          </span>
        </>
      ),
    },
    {
      key: "role",
      label: t("column.role"),
      className: "w-28 max-md:hidden",
      cell: ({ role, effectiveRole }) => roleName(effectiveRole ?? role),
    },
    {
      key: "owner",
      label: t("column.owner"),
      className: "w-36 max-md:hidden",
      cell: ({ ownerName }) => ownerName,
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
      cell: (token) => <TokenMenu token={token} onRevoke={setRevoking} onHandOver={setHanding} />,
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
      {handing && <ChangeOwner token={handing} onClose={() => setHanding(null)} />}
      {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function Expires({ token: { expiresAt }, isOver }: { token: ApiTokenView; isOver: boolean }) {
  return isOver ? <RelativeTime at={expiresAt} /> : <TimeLeft until={expiresAt} />;
}

type TokenMenuProps = {
  token: ApiTokenView;
  onRevoke: (token: ApiTokenView) => void;
  onHandOver: (token: ApiTokenView) => void;
};

function TokenMenu({ token, onRevoke, onHandOver }: TokenMenuProps) {
  const t = useTranslations("settings.tokens");
  const rule = useTranslations("refusal.rule");
  const mayNot = useMay("admin", "fleet");
  const blocked = mayNot ?? (token.revokedAt ? t("alreadyRevoked") : undefined);
  const actions = [
    {
      label: t("changeOwner"),
      onSelect: () => onHandOver(token),
      disabledReason: blocked ?? (token.kind === "personal" ? rule("personal-token") : undefined),
    },
    { label: t("revoke"), onSelect: () => onRevoke(token), disabledReason: blocked },
  ];
  return <RowMenu label={t("actionsOf", { name: token.name })} actions={actions} />;
}
