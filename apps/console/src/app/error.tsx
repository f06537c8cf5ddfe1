"use client";

import { useTranslations } from "next-intl";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";

type ErrorPageProps = { error: unknown; retry: () => void };

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations("errors");
  const message = error instanceof Error ? error.message : "";
  const requestId = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main className="mx-auto max-w-172 px-6 py-24">
      <ErrorPanel title={t("pageFailed")} error={{ code: "INTERNAL", message, requestId }} onRetry={retry} />
    </main>
  );
}
