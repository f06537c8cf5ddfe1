"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { SettingsRowMenu } from "../settings-row-menu.tsx";
import { settingsCell, SettingsTable } from "../settings-table.tsx";
import { TokenExpiry } from "./token-expiry.tsx";
import { standingFirst, tokenState } from "./token-state.ts";

type TokenTableProps = { tokens: readonly ApiTokenView[]; onRevoke: (token: ApiTokenView) => void };

export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const t = useTranslations("settings.tokens");
  const nowMs = useNow() ?? 0;
  const columns = [
    { key: "name", label: t("column.name") },
    { key: "role", label: t("column.role"), className: "w-28 max-md:hidden" },
    { key: "maker", label: t("column.maker"), className: "w-36 max-md:hidden" },
    { key: "used", label: t("column.used"), className: "w-28" },
    { key: "expires", label: t("column.expires"), className: "w-28 max-md:hidden" },
    { key: "state", label: t("column.state"), className: "w-24 max-md:hidden" },
    { key: "actions", label: t("column.actions"), className: "w-10", isLabelHidden: true },
  ];
  return (
    <SettingsTable label={t("title")} columns={columns}>
      <tbody>
        {standingFirst(tokens, nowMs).map((token) => (
          <TokenRow key={token.id} token={token} nowMs={nowMs} onRevoke={() => onRevoke(token)} />
        ))}
      </tbody>
    </SettingsTable>
  );
}

type TokenRowProps = { token: ApiTokenView; nowMs: number; onRevoke: () => void };

function TokenRow({ token, nowMs, onRevoke }: TokenRowProps) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const { name, role, createdByName, lastUsedAt, expiresAt, revokedAt } = token;
  const state = tokenState(token, nowMs);
  const revoke = {
    label: t("revoke"),
    onSelect: onRevoke,
    disabledReason: revokedAt ? t("alreadyRevoked") : undefined,
  };
  return (
    <tr className={clsx("border-t border-line", state !== "active" && "text-muted")}>
      <th scope="row" className={clsx(settingsCell, "text-left font-normal")}>
        <span className="font-medium break-words">{name}</span>
        <span className="block text-xs text-muted md:hidden">
          {roleName(role)} · {t(`state.${state}`)}
        </span>
      </th>
      <td className={clsx(settingsCell, "max-md:hidden")}>{roleName(role)}</td>
      <td className={clsx(settingsCell, "max-md:hidden")}>{createdByName}</td>
      <td className={settingsCell}>{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t("neverUsed")}</td>
      <td className={clsx(settingsCell, "max-md:hidden")}>
        <Expires at={expiresAt} isOver={state === "expired"} />
      </td>
      <td className={clsx(settingsCell, "max-md:hidden")}>{t(`state.${state}`)}</td>
      <td className={clsx(settingsCell, "text-right")}>
        <SettingsRowMenu label={t("actionsOf", { name })} actions={[revoke]} />
      </td>
    </tr>
  );
}

function Expires({ at, isOver }: { at: Date | null; isOver: boolean }) {
  const t = useTranslations("settings.tokens");
  if (at === null) return t("neverExpires");
  return isOver ? <RelativeTime at={at} /> : <TokenExpiry at={at} />;
}
