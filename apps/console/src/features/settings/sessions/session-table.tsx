"use client";

import type { SessionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { deviceOf } from "./session-device.ts";

type SessionTableProps = {
  label: string;
  sessions: readonly SessionView[];
  /** The session that is being ended. */
  endingId: string | null;
  onEnd: (sessionId: string) => void;
};

/** On a page and in a sheet: which columns show depends on the container's width. */
export function SessionTable({ label, sessions, endingId, onEnd }: SessionTableProps) {
  const t = useTranslations("settings.sessions");
  const nameOf = useDeviceName();
  const addressOf = ({ ipAddress }: SessionView) => ipAddress ?? t("unknownAddress");
  const columns: Column<SessionView>[] = [
    {
      key: "device",
      label: t("column.device"),
      isRowHeader: true,
      cell: (session) => (
        <>
          <span className="font-medium">{nameOf(session)}</span>
          {session.isCurrent && <span className="ml-2 text-muted">{t("current")}</span>}
          <span className="block text-xs text-muted @min-[600px]:hidden">{addressOf(session)}</span>
        </>
      ),
    },
    {
      key: "address",
      label: t("column.address"),
      className: "w-36 @max-[600px]:hidden",
      cell: addressOf,
    },
    {
      key: "since",
      label: t("column.since"),
      className: "w-28 @max-[600px]:hidden",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: "used",
      label: t("column.used"),
      className: "w-28",
      cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
    },
    {
      key: "actions",
      label: t("column.actions"),
      className: "w-16 text-right",
      isLabelHidden: true,
      cell: (session) =>
        !session.isCurrent && (
          <Button
            look="quiet"
            size="small"
            aria-label={t("endOf", { device: nameOf(session) })}
            onClick={() => onEnd(session.id)}
            disabledReason={session.id === endingId ? t("ending") : undefined}
          >
            {t("end")}
          </Button>
        ),
    },
  ];
  return (
    <div className="@container">
      <DataTable label={label} columns={columns}>
        <tbody>
          <DataRows columns={columns} rows={sessions} rowKey={({ id }) => id} />
        </tbody>
      </DataTable>
    </div>
  );
}

/** "Firefox on Linux", or as much of it as is known. */
function useDeviceName(): (session: SessionView) => string {
  const t = useTranslations("settings.sessions");
  return ({ userAgent }) => {
    const { browser, system } = deviceOf(userAgent);
    if (browser && system) return t("device", { browser, system });
    return browser ?? system ?? t("unknownDevice");
  };
}
