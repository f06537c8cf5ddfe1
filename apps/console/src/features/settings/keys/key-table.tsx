"use client";

import type { ApiKeyView } from "@meridian/contracts/api";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/client/session.tsx";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RowMenu } from "@/components/data-table/row-menu.tsx";
import { useCredentialColumns } from "../credentials/credential-columns.tsx";
import { EditKey, RevokeKey } from "./key-dialogs.tsx";

export function KeyTable({ keys }: { keys: readonly ApiKeyView[] }) {
  const t = useTranslations("settings.keys");
  const { number } = useFormatter();
  const [editing, setEditing] = useState<ApiKeyView | null>(null);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const shared = useCredentialColumns<ApiKeyView>({
    isExpired: ({ state }) => state === "expired",
    stateText: ({ state }) => t(`state.${state}`),
  });
  const columns: Column<ApiKeyView>[] = [
    {
      key: "name",
      label: t("column.name"),
      isRowHeader: true,
      cell: ({ name, prefix, state, regionIds, requestsPerSecond, addressesPerDay }) => (
        <>
          <span className="font-medium break-words">{name}</span>
          <span className="block text-xs text-muted">
            <code className="font-mono">{prefix}…</code>
            {regionIds.length > 0 && ` · ${t("regionCount", { count: regionIds.length })}`}
          </span>
          <span className="block text-xs text-muted md:hidden">
            {t("perSecond", { count: number(requestsPerSecond) })} ·{" "}
            {t("perDay", { count: number(addressesPerDay) })} · {t(`state.${state}`)}
          </span>
        </>
      ),
    },
    {
      key: "limits",
      label: t("column.limits"),
      className: "w-44 max-md:hidden",
      cell: ({ requestsPerSecond, addressesPerDay }) => (
        <>
          <span className="block">{t("perSecond", { count: number(requestsPerSecond) })}</span>
          <span className="block">{t("perDay", { count: number(addressesPerDay) })}</span>
        </>
      ),
    },
    {
      key: "hour",
      label: t("column.hour"),
      className: "w-32 max-md:hidden",
      cell: ({ lastHour: { requests, refused } }) => (
        <>
          <span className="block">{t("requests", { count: requests })}</span>
          {refused > 0 && <span className="block text-danger-ink">{t("refused", { count: refused })}</span>}
        </>
      ),
    },
    ...shared,
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-10 text-right",
      isLabelHidden: true,
      cell: (key) => <KeyMenu apiKey={key} onEdit={setEditing} onRevoke={setRevoking} />,
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns}>
        <tbody>
          <DataRows
            columns={columns}
            rows={activeFirst(keys)}
            rowKey={({ id }) => id}
            rowClassName={({ state }) => state !== "active" && "text-muted"}
          />
        </tbody>
      </DataTable>
      {editing && <EditKey apiKey={editing} onClose={() => setEditing(null)} />}
      {revoking && <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function activeFirst(keys: readonly ApiKeyView[]): ApiKeyView[] {
  const isActive = ({ state }: ApiKeyView) => state === "active";
  return [...keys.filter(isActive), ...keys.filter((key) => !isActive(key))];
}

type KeyMenuProps = {
  apiKey: ApiKeyView;
  onEdit: (key: ApiKeyView) => void;
  onRevoke: (key: ApiKeyView) => void;
};

function KeyMenu({ apiKey, onEdit, onRevoke }: KeyMenuProps) {
  const t = useTranslations("settings.keys");
  const words = useTranslations("settings.credentials");
  const mayNot = useMay("admin", "fleet");
  const { name, state } = apiKey;
  const disabledReason = mayNot ?? (state === "active" ? undefined : t("ended"));
  const actions = [
    { label: t("edit"), onSelect: () => onEdit(apiKey), disabledReason },
    { label: words("revoke"), onSelect: () => onRevoke(apiKey), disabledReason },
  ];
  return <RowMenu label={t("actionsOf", { name })} actions={actions} />;
}
