"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { IncidentWords } from "@/components/incident/incident-words.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";

/** An incident concerns every page. */
export function IncidentBanner() {
  const t = useTranslations("safety.incident");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.incident.list.queryOptions());
  useRefetchOnChange(trpc.incident.pathFilter());
  const open = data?.data.find(({ closedAt }) => closedAt === null);
  if (!open) return null;
  return (
    <Banner
      tone={open.state === "confirmed" ? "danger" : "warning"}
      className="mb-6"
      action={
        <Button size="small" asChild>
          <Link href="/settings/safety">{t("details")}</Link>
        </Button>
      }
    >
      <IncidentWords incident={open} />
    </Banner>
  );
}
