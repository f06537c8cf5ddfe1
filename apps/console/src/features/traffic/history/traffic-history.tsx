"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { ChangeEntry } from "./change-entry.tsx";
import { useUndo } from "./use-undo.ts";

const pageSize = 10;

type TrafficHistoryProps = { regionId: string; regionName: string; disabledReason: string | undefined };

/** Changes of an origin's shares and of its nodes, the newest first. */
export function TrafficHistory({ regionId, regionName, disabledReason }: TrafficHistoryProps) {
  const t = useTranslations("traffic.history");
  const { undo, isPending } = useUndo();
  const query = useTRPC().traffic.changes.infiniteQueryOptions(
    { subjectId: regionId, limit: pageSize },
    { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
  );
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(query);
  const changes = data?.pages.flatMap((page) => page.data);
  return (
    <section aria-label={t("title", { region: regionName })}>
      <h2 className="mb-2 text-base font-semibold">{t("title", { region: regionName })}</h2>
      {!changes && !error && <Skeleton className="h-24 w-full" />}
      {!changes && error && (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={() => void refetch()} />
      )}
      {changes?.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ol>
        {changes?.map((change) => (
          <ChangeEntry
            key={change.revision}
            change={change}
            disabledReason={disabledReason ?? (isPending ? t("undoing") : undefined)}
            onUndo={() => undo(change.revision)}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button
          className="mt-3"
          onClick={() => void fetchNextPage()}
          disabledReason={isFetchingNextPage ? t("loading") : undefined}
        >
          {t("older")}
        </Button>
      )}
    </section>
  );
}
