"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useNow } from "@/client/format/clock.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { Banner } from "./ui/banner.tsx";

type SafetyNoticeProps = {
  /** The rules bind shifts of traffic; a rollout or a split of versions only heeds the freeze. */
  hasRules?: boolean;
  className?: string;
};

/** Before the form of a change: the freeze and the rules that it will be checked against, and where they are set. */
export function SafetyNotice({ hasRules = false, className }: SafetyNoticeProps) {
  const t = useTranslations("safety.notice");
  const { data } = useQuery(useTRPC().safety.get.queryOptions());
  const nowMs = useNow();
  if (!data) return null;
  const { freeze, breakGlass, rules } = data;
  const mayOverride = breakGlass?.isOwn === true && nowMs !== null && breakGlass.expiresAt.getTime() > nowMs;
  const link = (
    <Link
      href="/settings/safety"
      className="rounded-sm font-medium whitespace-nowrap text-accent-ink underline underline-offset-2"
    >
      {t("link")}
    </Link>
  );
  const words = hasRules && t("rules", rules);
  if (!freeze && !mayOverride) {
    if (!hasRules) return null;
    return (
      <p className={className}>
        <span className="text-muted">{words}</span> {link}
      </p>
    );
  }
  return (
    <Banner tone="warning" action={link} {...(className && { className })}>
      {freeze && (
        <p className="font-medium break-words">{t("frozen", { by: freeze.byName, reason: freeze.reason })}</p>
      )}
      {mayOverride && <p>{t("own")}</p>}
      {words && <p className="text-muted">{words}</p>}
    </Banner>
  );
}
