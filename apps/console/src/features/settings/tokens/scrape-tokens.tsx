"use client";

import { type ScrapeTokenView, scrapeTokensMax } from "@meridian/contracts/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useProblem } from "@/client/use-problem.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { CopyBox, ShownOnce } from "@/components/shown-once.tsx";
import { Button } from "@/components/ui/button.tsx";

/** Tokens that open `/metrics` of every process. */
export function ScrapeTokens() {
  const t = useTranslations("settings.tokens.scrape");
  const trpc = useTRPC();
  const problemOf = useProblem();
  const { data: tokens } = useQuery(trpc.scrapeToken.list.queryOptions());
  useRefetchOnChange(trpc.scrapeToken.pathFilter());
  const made = useDone(trpc.scrapeToken.pathFilter());
  const { mutate, isPending, data, reset } = useMutation(
    trpc.scrapeToken.create.mutationOptions({
      onSuccess: () => made(t("created")),
      onError: (error) => toast.error(problemOf(error)),
    }),
  );
  if (!tokens) return null;
  const isFull = tokens.length >= scrapeTokensMax;
  const disabledReason = isPending
    ? t("creating")
    : isFull
      ? t("full", { count: scrapeTokensMax })
      : undefined;
  return (
    <section className="mt-10">
      <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-172 min-w-0">
          <h3 className="font-semibold">{t("title")}</h3>
          <p className="mt-0.5 text-muted">{tokens.length === 0 ? t("none") : t("sentence")}</p>
        </div>
        <Button onClick={() => mutate()} disabledReason={disabledReason}>
          {t("create")}
        </Button>
      </header>
      {tokens.length > 0 && <TokenRows tokens={tokens} />}
      {data && <NewScrapeToken token={data.token} onClose={reset} />}
    </section>
  );
}

function TokenRows({ tokens }: { tokens: readonly ScrapeTokenView[] }) {
  const t = useTranslations("settings.tokens.scrape");
  const columns: Column<ScrapeTokenView>[] = [
    {
      key: "token",
      label: t("column.token"),
      className: "w-full",
      isRowHeader: true,
      cell: ({ prefix }) => <code className="font-mono">{prefix}…</code>,
    },
    {
      key: "maker",
      label: t("column.maker"),
      className: "min-w-32 max-md:hidden",
      cell: ({ createdByName }) => createdByName,
    },
    {
      key: "made",
      label: t("column.made"),
      className: "min-w-28 whitespace-nowrap",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: "revoke",
      label: t("revoke"),
      className: "min-w-16 text-right",
      isLabelHidden: true,
      cell: ({ id, prefix }) => <Revoke tokenId={id} prefix={prefix} />,
    },
  ];
  return (
    <DataTable label={t("title")} columns={columns}>
      <tbody>
        <DataRows columns={columns} rows={tokens} rowKey={({ id }) => id} />
      </tbody>
    </DataTable>
  );
}

function Revoke({ tokenId, prefix }: { tokenId: string; prefix: string }) {
  const t = useTranslations("settings.tokens.scrape");
  const problemOf = useProblem();
  const trpc = useTRPC();
  const done = useDone(trpc.scrapeToken.pathFilter());
  const { mutate, isPending } = useMutation(
    trpc.scrapeToken.revoke.mutationOptions({
      onSuccess: () => done(t("revoked", { prefix })),
      onError: (error) => toast.error(problemOf(error)),
    }),
  );
  return (
    <Button
      size="small"
      aria-label={t("revokeOf", { prefix })}
      onClick={() => mutate({ tokenId })}
      disabledReason={isPending ? t("revoking") : undefined}
    >
      {t("revoke")}
    </Button>
  );
}

/** The token, as Prometheus is told of it. */
function NewScrapeToken({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useTranslations("settings.tokens.scrape");
  const example = `authorization:\n  credentials: ${token}`;
  return (
    <ShownOnce title={t("createdTitle")} hint={t("createdHint")} secret={token} onClose={onClose}>
      <div>
        <p className="mb-1 text-xs text-muted">{t("example")}</p>
        <CopyBox text={example} label={t("example")} />
      </div>
    </ShownOnce>
  );
}
