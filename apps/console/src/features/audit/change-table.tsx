"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { type AuditParams, auditHref } from "./audit-params.ts";
import { ChangeRow } from "./change-row.tsx";

type ChangeTableProps = {
  changes: readonly AuditChange[];
  params: AuditParams;
  openRevision: string | null;
  onOpen: (revision: string) => void;
};

const head = "px-2 py-2 text-left text-xs font-medium text-muted";

export function ChangeTable({ changes, params, openRevision, onOpen }: ChangeTableProps) {
  const t = useTranslations("audit");
  return (
    <table aria-label={t("list")} className="w-full table-fixed border-collapse text-table">
      <thead>
        <tr>
          <th className={`${head} w-28 pl-0 max-sm:w-22`}>{t("column.time")}</th>
          <th className={`${head} w-48 max-md:hidden`}>{t("column.who")}</th>
          <th className={head}>{t("column.what")}</th>
          <th className={`${head} w-[28%] pr-0 max-md:hidden`}>{t("column.reason")}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <ChangeRow
            key={change.revision}
            change={change}
            href={auditHref(params, change.revision)}
            isSelected={change.revision === openRevision}
            onSelect={() => onOpen(change.revision)}
          />
        ))}
      </tbody>
    </table>
  );
}
