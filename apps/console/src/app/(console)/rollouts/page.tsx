import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Rollouts } from "@/features/rollouts/rollouts.tsx";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("rollouts"))("title") };
}

type RolloutsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RolloutsPage({ searchParams }: RolloutsPageProps) {
  const { rollout } = await searchParams;
  await requireSession(
    typeof rollout === "string" ? `/rollouts?${new URLSearchParams({ rollout })}` : "/rollouts",
  );
  const { queryClient, trpc } = await createPrefetch();
  await Promise.all([
    queryClient.prefetchQuery(trpc.rollout.list.queryOptions()),
    queryClient.prefetchQuery(trpc.rollout.versions.queryOptions()),
    queryClient.prefetchQuery(trpc.fleet.overview.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Rollouts />
    </HydrationBoundary>
  );
}
