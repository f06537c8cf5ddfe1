"use client";

import { useTranslations } from "next-intl";
import { ErrorPanel } from "@/components/error-panel.tsx";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations("errors");
  const shown = { code: "INTERNAL", message: error.message, requestId: error.digest ?? null } as const;
  return (
    <main className="p-6">
      <ErrorPanel title={t("pageFailed")} error={shown} onRetry={reset} />
    </main>
  );
}
