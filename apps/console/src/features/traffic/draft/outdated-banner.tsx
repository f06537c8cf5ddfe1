"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { RoutePolicyRef } from "../route-policy.ts";

type OutdatedBannerProps = {
  subject: RoutePolicyRef;
  revision: string;
  onKeep: () => void;
  onDiscard: () => void;
};

/** Someone else changed this first: who, when, and whether to keep the draft. */
export function OutdatedBanner({ subject, revision, onKeep, onDiscard }: OutdatedBannerProps) {
  const t = useTranslations("traffic.outdated");
  const input = { subjectType: subject.type, subjectId: subject.regionId, limit: 1 };
  const { data } = useQuery(useTRPC().traffic.changes.queryOptions(input));
  const newest = data?.data.find((change) => change.revision === revision);
  return (
    <Banner
      tone="warning"
      className="mb-4"
      action={
        <span className="flex flex-wrap justify-end gap-2">
          <Button size="small" onClick={onKeep}>
            {t("keep")}
          </Button>
          <Button size="small" look="quiet" onClick={onDiscard}>
            {t("discard")}
          </Button>
        </span>
      }
    >
      {newest ? t("by", { name: newest.actorName }) : t("somebody")}{" "}
      {newest && (
        <span className="text-muted">
          <RelativeTime at={newest.at} />
          {newest.reason !== null && ` · ${newest.reason}`}
        </span>
      )}
      <p>{t("kept")}</p>
    </Banner>
  );
}
