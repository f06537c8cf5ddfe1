"use client";

import type { SessionView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { deviceOf } from "./session-device.ts";
import { settingsCell, SettingsTable } from "../settings-table.tsx";

type SessionTableProps = {
  label: string;
  sessions: readonly SessionView[];
  /** The session that is being ended. */
  endingId: string | null;
  onEnd: (sessionId: string) => void;
};

/** In a sheet as on a page: what it shows depends on its own width. */
export function SessionTable({ label, sessions, endingId, onEnd }: SessionTableProps) {
  const t = useTranslations("settings.sessions");
  const columns = [
    { key: "device", label: t("column.device") },
    { key: "address", label: t("column.address"), className: "w-36 @max-[600px]:hidden" },
    { key: "since", label: t("column.since"), className: "w-28 @max-[600px]:hidden" },
    { key: "used", label: t("column.used"), className: "w-28" },
    { key: "actions", label: t("column.actions"), className: "w-16", isLabelHidden: true },
  ];
  return (
    <div className="@container">
      <SettingsTable label={label} columns={columns}>
        <tbody>
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isEnding={session.id === endingId}
              onEnd={() => onEnd(session.id)}
            />
          ))}
        </tbody>
      </SettingsTable>
    </div>
  );
}

type SessionRowProps = { session: SessionView; isEnding: boolean; onEnd: () => void };

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const t = useTranslations("settings.sessions");
  const device = useDeviceName(session.userAgent);
  const address = session.ipAddress ?? t("unknownAddress");
  return (
    <tr className="border-t border-line">
      <th scope="row" className={clsx(settingsCell, "text-left font-normal")}>
        <span className="font-medium">{device}</span>
        {session.isCurrent && <span className="ml-2 text-muted">{t("current")}</span>}
        <span className="block text-xs text-muted @min-[600px]:hidden">{address}</span>
      </th>
      <td className={clsx(settingsCell, "@max-[600px]:hidden")}>{address}</td>
      <td className={clsx(settingsCell, "@max-[600px]:hidden")}>
        <RelativeTime at={session.createdAt} />
      </td>
      <td className={settingsCell}>
        <RelativeTime at={session.lastSeenAt} />
      </td>
      <td className={clsx(settingsCell, "text-right")}>
        {!session.isCurrent && (
          <Button
            look="quiet"
            size="small"
            aria-label={t("endOf", { device })}
            onClick={onEnd}
            disabledReason={isEnding ? t("ending") : undefined}
          >
            {t("end")}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** "Firefox on Linux", or as much of it as is known. */
function useDeviceName(userAgent: string | null): string {
  const t = useTranslations("settings.sessions");
  const { browser, system } = deviceOf(userAgent);
  if (browser && system) return t("device", { browser, system });
  return browser ?? system ?? t("unknownDevice");
}
