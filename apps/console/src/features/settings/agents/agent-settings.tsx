"use client";

import { roleIncludes } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useSession } from "@/client/session.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { AgentList } from "./agent-list.tsx";

export function AgentSettings() {
  const t = useTranslations("settings.agents");
  const trpc = useTRPC();
  const mayAdd = roleIncludes(useSession().user.role, "admin");
  const agents = useQuery(trpc.agent.list.queryOptions());
  const regions = useQuery(trpc.region.list.queryOptions());
  const tokens = useQuery(trpc.agent.listTokens.queryOptions(undefined, { enabled: mayAdd }));
  useRefetchOnChange(trpc.agent.pathFilter(), trpc.region.pathFilter());

  if (agents.data && regions.data) {
    return <AgentList agents={agents.data} regions={regions.data} tokens={tokens.data ?? []} />;
  }
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} />
      <Pending
        failed={t("failed")}
        error={agents.error ?? regions.error}
        onRetry={() => void Promise.all([agents.refetch(), regions.refetch()])}
        groups={[6]}
      />
    </>
  );
}
