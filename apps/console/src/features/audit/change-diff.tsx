"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { usePathText, useValueText } from "./change-words.ts";
import { compareValues } from "./compare-values.ts";

/** Before and after of every value that differs; of what was made or removed, all values. */
export function ChangeDiff({ change }: { change: AuditChange }) {
  const t = useTranslations("audit.sheet");
  const pathText = usePathText();
  const valueText = useValueText();
  const { before, after, names } = change;
  const differences = compareValues(before, after);
  if (differences.length === 0) return <p className="text-muted">{t("nothing")}</p>;
  return (
    <dl>
      {differences.map(({ path, before: old, after: fresh }) => (
        <div key={path.join("/")} className="border-t border-line py-1.5 first:border-0">
          <dt className="text-xs text-muted">{pathText(path, names)}</dt>
          <dd className="flex flex-wrap gap-x-2 break-all">
            {before !== null && <del className="text-muted">{valueText(old, path, names)}</del>}
            {before !== null && after !== null && <span className="text-muted">→</span>}
            {after !== null && <ins className="no-underline">{valueText(fresh, path, names)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
