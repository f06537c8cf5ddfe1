"use client";

import type { AuditChange } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ActorName } from "./actor-name.tsx";
import { ChangeSentence } from "./change-sentence.tsx";
import { type Difference, compareValues } from "./compare-values.ts";
import { DifferenceText } from "./difference-text.tsx";

type ChangeRowProps = { change: AuditChange; href: string; isSelected: boolean; onSelect: () => void };

const shownDifferences = 2;
const cell = "px-2 py-2.5 align-top";

/** One change: a sentence, and the first values that differ. On a narrow screen who and why stand under it. */
export function ChangeRow({ change, href, isSelected, onSelect }: ChangeRowProps) {
  const select = (event: MouseEvent) => {
    event.preventDefault();
    onSelect();
  };
  return (
    <tr
      onClick={onSelect}
      className={clsx(
        "cursor-pointer border-t border-line",
        isSelected ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <td className={clsx(cell, "pl-0 whitespace-nowrap max-sm:pr-1")}>
        <a href={href} onClick={select} className="rounded-sm text-muted hover:text-ink">
          <RelativeTime at={change.at} />
        </a>
      </td>
      <td className={clsx(cell, "truncate max-md:hidden")}>
        <ActorName actor={change.actor} />
      </td>
      <td className={clsx(cell, "break-words")}>
        <p>
          <ChangeSentence change={change} isLinked />
        </p>
        <Differences change={change} />
        <p className="mt-0.5 text-xs text-muted md:hidden">
          <ActorName actor={change.actor} />
          {change.reason !== null && <span> · {change.reason}</span>}
        </p>
      </td>
      <td className={clsx(cell, "pr-0 break-words max-md:hidden")}>
        {change.reason ?? <span className="text-muted">–</span>}
      </td>
    </tr>
  );
}

function Differences({ change }: { change: AuditChange }) {
  const t = useTranslations("audit");
  const differences = changedValues(change);
  if (differences.length === 0) return null;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-4 text-xs text-muted">
      {differences.slice(0, shownDifferences).map((difference) => (
        <DifferenceText key={difference.path.join("/")} difference={difference} names={change.names} />
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
