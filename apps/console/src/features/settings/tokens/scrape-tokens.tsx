"use client";

import { type ScrapeTokenView, scrapeTokensMax } from "@meridian/contracts/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useProblem } from "@/client/use-problem.ts";
import { type Column, DataRows, DataTable } from "@/components/data-table/data-table.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { NewSecret } from "../credentials/new-secret.tsx";
import { RevokeDialog } from "../credentials/revoke-dialog.tsx";

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
  const words = useTranslations("settings.credentials");
  const [revoking, setRevoking] = useState<ScrapeTokenView | null>(null);
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
      label: words("revoke"),
      className: "min-w-16 text-right",
      isLabelHidden: true,
      cell: (token) => (
        <Button
          size="small"
          aria-label={t("revokeOf", { prefix: token.prefix })}
          onClick={() => setRevoking(token)}
        >
          {words("revoke")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns}>
        <tbody>
          <DataRows columns={columns} rows={tokens} rowKey={({ id }) => id} />
        </tbody>
      </DataTable>
      {revoking && <Revoke token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

type RevokeProps = { token: ScrapeTokenView; onClose: () => void };

function Revoke({ token: { id, prefix }, onClose }: RevokeProps) {
  const t = useTranslations("settings.tokens.scrape");
  const trpc = useTRPC();
  const done = useDone(trpc.scrapeToken.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.scrapeToken.revoke.mutationOptions({ onSuccess: () => done(t("revoked", { prefix })) }),
  );
  return (
    <RevokeDialog
      title={t("revokeTitle", { prefix })}
      effect={t("revokeEffect")}
      state={state}
      onConfirm={(reason) => mutate({ tokenId: id, reason })}
      onClose={onClose}
    />
  );
}

/** The token, as Prometheus is told of it. */
function NewScrapeToken({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useTranslations("settings.tokens.scrape");
  const example = `authorization:\n  credentials: ${token}`;
  return (
    <NewSecret
      title={t("createdTitle")}
      secret={token}
      example={example}
      exampleLabel={t("example")}
      onClose={onClose}
    />
  );
}
