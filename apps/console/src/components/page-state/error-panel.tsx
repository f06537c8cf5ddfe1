"use client";

import { useTranslations } from "next-intl";
import type { ShownError } from "@/client/query/app-error.ts";
import { Button } from "../ui/button.tsx";

type ErrorPanelProps = { title: string; error: ShownError; onRetry: () => void };

/** What happened, what to do, and the id by which the server's log knows it. */
export function ErrorPanel({ title, error, onRetry }: ErrorPanelProps) {
  const t = useTranslations("errors");
  return (
    <div role="alert" className="max-w-160 rounded-lg border border-danger-line bg-danger-soft p-6">
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="mt-1">{t(error.code)}</p>
      {error.requestId && (
        <p className="mt-2 text-xs text-muted">
          {t("requestId")} <code className="font-mono select-all">{error.requestId}</code>
        </p>
      )}
      {error.code === "UNAUTHENTICATED" ? (
        <Button className="mt-4" onClick={signInAgain}>
          {t("signInAgain")}
        </Button>
      ) : (
        <Button className="mt-4" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
}

function signInAgain(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?${new URLSearchParams({ from: pathname + search })}`);
}
