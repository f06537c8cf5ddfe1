import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Overview } from "@/features/overview/overview.tsx";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

export default async function OverviewPage() {
  await requireSession("/overview");
  const { queryClient, trpc } = await createPrefetch();
  await Promise.all([
    queryClient.prefetchQuery(trpc.fleet.overview.queryOptions()),
    queryClient.prefetchQuery(trpc.overview.get.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Overview />
    </HydrationBoundary>
  );
}
