"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useNow } from "@/client/format/clock.ts";
import { useMay } from "@/client/session.tsx";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { Expiry, useCredentialColumns } from "../credentials/credential-columns.tsx";
import { ChangeOwner, RevokeToken } from "./token-dialogs.tsx";
import { activeFirst, tokenState } from "./token-state.ts";

export function TokenTable({ tokens }: { tokens: readonly ApiTokenView[] }) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const nowMs = useNow() ?? 0;
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);
  const [handing, setHanding] = useState<ApiTokenView | null>(null);
  const stateOf = (token: ApiTokenView) => tokenState(token, nowMs);
  const words = useTranslations("settings.credentials");
  const isExpired = (token: ApiTokenView) => stateOf(token) === "expired";
  const shared = useCredentialColumns<ApiTokenView>({
    isExpired,
    stateText: (token) => t(`state.${stateOf(token)}`),
  });
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
            {words("column.expires")}: <Expiry expiresAt={token.expiresAt} isExpired={isExpired(token)} />
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
    ...shared,
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

type TokenMenuProps = {
  token: ApiTokenView;
  onRevoke: (token: ApiTokenView) => void;
  onHandOver: (token: ApiTokenView) => void;
};

function TokenMenu({ token, onRevoke, onHandOver }: TokenMenuProps) {
  const t = useTranslations("settings.tokens");
  const words = useTranslations("settings.credentials");
  const rule = useTranslations("refusal.rule");
  const mayNot = useMay("admin", "fleet");
  const blocked = mayNot ?? (token.revokedAt ? t("alreadyRevoked") : undefined);
  const actions = [
    {
      label: t("changeOwner"),
      onSelect: () => onHandOver(token),
      disabledReason: blocked ?? (token.kind === "personal" ? rule("personal-token") : undefined),
    },
    { label: words("revoke"), onSelect: () => onRevoke(token), disabledReason: blocked },
  ];
  return <RowMenu label={t("actionsOf", { name: token.name })} actions={actions} />;
}
