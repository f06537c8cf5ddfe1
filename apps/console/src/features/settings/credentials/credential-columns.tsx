"use client";

import { useTranslations } from "next-intl";
import type { Column } from "@/components/data-table/data-table.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { TimeLeft } from "@/components/time-left.tsx";

type Dated = { expiresAt: Date | null };
type Used = Dated & { lastUsedAt: Date | null };

type CredentialColumns<Row> = {
  isExpired: (row: Row) => boolean;
  stateText: (row: Row) => string;
};

/** When it was used, when it ends and what it is in, as every table of credentials tells it. */
export function useCredentialColumns<Row extends Used>({
  isExpired,
  stateText,
}: CredentialColumns<Row>): Column<Row>[] {
  const t = useTranslations("settings.credentials");
  return [
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
      cell: (row) => <Expiry expiresAt={row.expiresAt} isExpired={isExpired(row)} />,
    },
    {
      key: "state",
      label: t("column.state"),
      className: "w-24 max-md:hidden",
      cell: stateText,
    },
  ];
}

export function Expiry({ expiresAt, isExpired }: Dated & { isExpired: boolean }) {
  const t = useTranslations("settings.credentials");
  if (expiresAt === null) return t("neverExpires");
  return isExpired ? <RelativeTime at={expiresAt} /> : <TimeLeft until={expiresAt} />;
}
