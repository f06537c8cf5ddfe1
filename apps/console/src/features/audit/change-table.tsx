"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ActorName } from "./actor-name.tsx";
import { type AuditParams, auditHref } from "./audit-params.ts";
import { ChangeSentence } from "./change-sentence.tsx";
import { usePathText, useValueText } from "./change-words.ts";
import { compareValues, type Difference } from "./compare-values.ts";

type ChangeTableProps = {
  changes: readonly AuditChange[];
  params: AuditParams;
  openRevision: string | null;
  onOpen: (revision: string) => void;
};

const shownDifferences = 2;

/** A change a row: a sentence and the first values that differ. On a narrow screen who and why stand under it. */
export function ChangeTable({ changes, params, openRevision, onOpen }: ChangeTableProps) {
  const t = useTranslations("audit");
  const columns: Column<AuditChange>[] = [
    {
      key: "time",
      label: t("column.time"),
      className: "w-28 align-top whitespace-nowrap max-sm:w-22",
      cell: ({ revision, at }) => (
        <a
          href={auditHref(params, revision)}
          onClick={(event) => event.preventDefault()}
          className="rounded-sm text-muted hover:text-ink"
        >
          <RelativeTime at={at} />
        </a>
      ),
    },
    {
      key: "who",
      label: t("column.who"),
      className: "w-48 truncate align-top max-md:hidden",
      cell: ({ actor }) => <ActorName actor={actor} />,
    },
    {
      key: "what",
      label: t("column.what"),
      className: "align-top break-words",
      cell: (change) => <WhatCell change={change} />,
    },
    {
      key: "reason",
      label: t("column.reason"),
      className: "w-[28%] align-top break-words max-md:hidden",
      cell: ({ reason }) => reason ?? <span className="text-muted">–</span>,
    },
  ];
  return (
    <DataTable label={t("list")} columns={columns} className="table-fixed">
      <tbody>
        <DataRows
          columns={columns}
          rows={changes}
          rowKey={({ revision }) => revision}
          rowClassName={({ revision }) =>
            `cursor-pointer ${revision === openRevision ? "bg-accent-soft" : "hover:bg-hover"}`
          }
          onSelect={({ revision }) => onOpen(revision)}
        />
      </tbody>
    </DataTable>
  );
}

function WhatCell({ change }: { change: AuditChange }) {
  const { actor, reason } = change;
  return (
    <>
      <p>
        <ChangeSentence change={change} isLinked />
      </p>
      <Differences change={change} />
      <p className="mt-0.5 text-xs text-muted md:hidden">
        <ActorName actor={actor} />
        {reason !== null && <span> · {reason}</span>}
      </p>
    </>
  );
}

function Differences({ change }: { change: AuditChange }) {
  const t = useTranslations("audit");
  const pathText = usePathText();
  const valueText = useValueText();
  const differences = changedValues(change);
  if (differences.length === 0) return null;
  const { names } = change;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-4 text-xs text-muted">
      {differences.slice(0, shownDifferences).map(({ path, before, after }) => (
        <span key={path.join("/")}>
          {pathText(path, names)} {valueText(before, path, names)} → {valueText(after, path, names)}
        </span>
      ))}
      {differences.length > shownDifferences && (
        <span>{t("more", { count: differences.length - shownDifferences })}</span>
      )}
    </p>
  );
}

/** None where something was made or removed: then everything differs, and the sentence says so. */
function changedValues({ before, after }: AuditChange): Difference[] {
  return before === null || after === null ? [] : compareValues(before, after);
}
