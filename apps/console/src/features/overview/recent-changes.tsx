"use client";

import type { OverviewChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { RelativeTime } from "@/components/relative-time.tsx";
import { useChangeWords } from "./use-change-words.ts";

const shown = 8;

export function RecentChanges({ changes }: { changes: readonly OverviewChange[] }) {
  const t = useTranslations("overview.changes");
  const words = useChangeWords();
  return (
    <section aria-label={t("title")}>
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h2 className="text-sm font-semibold">{t("title")}</h2>
        <Link href="/audit" className="rounded-sm font-medium text-accent-ink hover:underline">
          {t("all")}
        </Link>
      </div>
      {changes.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ol>
        {changeRuns(changes)
          .slice(0, shown)
          .map(({ newest: { revision, at, kind, actor, reason }, count }) => (
            <li key={revision} className="flex items-baseline gap-4 border-t border-line py-2">
              <p className="min-w-0 flex-1 truncate">
                {words.kind(kind)}
                {count > 1 && ` × ${count}`}
                <span className="text-muted">
                  {" "}
                  · {words.actor(actor)}
                  {reason !== null && ` · ${reason}`}
                </span>
              </p>
              <span className="shrink-0 text-xs text-muted">
                <RelativeTime at={at} />
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}

/** Changes of one kind by one actor in a row, told once with the newest. */
type ChangeRun = { newest: OverviewChange; count: number };

export function changeRuns(changes: readonly OverviewChange[]): ChangeRun[] {
  const runs: ChangeRun[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    if (last && isAlike(last.newest, change)) last.count += change.count;
    else runs.push({ newest: change, count: change.count });
  }
  return runs;
}

function isAlike(a: OverviewChange, b: OverviewChange): boolean {
  return a.kind === b.kind && a.actor.id === b.actor.id && a.reason === b.reason;
}
