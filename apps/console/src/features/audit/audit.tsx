"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { PageHead } from "@/components/page-head.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { toFilter } from "./audit-params.ts";
import { ChangeSheet } from "./change-sheet.tsx";
import { ChangeTable } from "./change-table.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { useAuditLocation } from "./use-audit-location.ts";
import { useVerification } from "./use-verification.ts";
import { VerificationResult } from "./verification-result.tsx";

export function Audit() {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const { params, narrow, clear, openRevision, open } = useAuditLocation();
  const verification = useVerification();
  const query = trpc.audit.list.infiniteQueryOptions(toFilter(params), {
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(query);
  useRefetchOnChange(trpc.audit.list.pathFilter(), trpc.audit.facets.pathFilter());
  const changes = data?.pages.flatMap((page) => page.data);

  return (
    <>
      <PageHead
        title={t("title")}
        purpose={t("sentence")}
        action={
          <div className="flex gap-2">
            <Button
              onClick={verification.run}
              disabledReason={verification.isRunning ? t("verify.running") : undefined}
            >
              {verification.isRunning ? t("verify.running") : t("verify.action")}
            </Button>
            <ExportMenu params={params} />
          </div>
        }
      />
      <VerificationResult verification={verification} onOpen={open} />
      <AuditFilters params={params} changes={changes ?? []} onNarrow={narrow} onClear={clear} />
      {changes === undefined ? (
        <Pending failed={t("failed")} error={error} onRetry={refetch} groups={[10]} />
      ) : changes.length > 0 ? (
        <ChangeTable changes={changes} params={params} openRevision={openRevision} onOpen={open} />
      ) : Object.keys(params).length > 0 ? (
        <EmptyState title={t("noMatch.title")}>
          <Button onClick={clear}>{t("noMatch.clear")}</Button>
        </EmptyState>
      ) : (
        <EmptyState title={t("empty.title")} purpose={t("empty.purpose")} />
      )}
      {hasNextPage && (
        <Button
          className="mt-4"
          onClick={() => fetchNextPage()}
          disabledReason={isFetchingNextPage ? t("loadingOlder") : undefined}
        >
          {isFetchingNextPage ? t("loadingOlder") : t("older")}
        </Button>
      )}
      {openRevision !== null && (
        <ChangeSheet
          key={openRevision}
          revision={openRevision}
          listed={changes?.find(({ revision }) => revision === openRevision)}
          onOpen={open}
          onSubject={(subject) => narrow({ subject })}
        />
      )}
    </>
  );
}
