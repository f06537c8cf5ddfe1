import { roleIncludes } from "@meridian/contracts/fleet";
import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AgentSettings } from "@/features/settings/agents/agent-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.agents"))("title") };
}

export default async function AgentsPage() {
  const { user } = await requireSession("/settings/agents");
  const { queryClient, trpc } = await createPrefetch();
  await Promise.all([
    queryClient.prefetchQuery(trpc.agent.list.queryOptions()),
    queryClient.prefetchQuery(trpc.region.list.queryOptions()),
    roleIncludes(user.role, "admin") && queryClient.prefetchQuery(trpc.agent.listTokens.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <AgentSettings />
    </HydrationBoundary>
  );
}
