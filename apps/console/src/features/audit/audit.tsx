"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { PageHead } from "@/components/page-head.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AuditEmpty } from "./audit-empty.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { toFilter } from "./audit-params.ts";
import { AuditSkeleton } from "./audit-skeleton.tsx";
import { ChangeSheet } from "./change-sheet.tsx";
import { ChangeTable } from "./change-table.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { useAuditParams } from "./use-audit-params.ts";
import { useVerification } from "./use-verification.ts";
import { VerificationResult } from "./verification-result.tsx";

export function Audit() {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const { params, narrow, clear, openRevision, open } = useAuditParams();
  const verification = useVerification();
  const query = trpc.audit.list.infiniteQueryOptions(toFilter(params), {
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(query);
  useRefetchOnChange(trpc.audit.list.pathFilter(), trpc.audit.facets.pathFilter());
  const changes = data?.pages.flatMap((page) => page.changes);

  return (
    <>
      <PageHead
        title={t("title")}
        sentence={t("sentence")}
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
        error ? (
          <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
        ) : (
          <AuditSkeleton />
        )
      ) : changes.length === 0 ? (
        <AuditEmpty isFiltered={Object.keys(params).length > 0} onClear={clear} />
      ) : (
        <ChangeTable changes={changes} params={params} openRevision={openRevision} onOpen={open} />
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
