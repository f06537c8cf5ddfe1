import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RegionSettings } from "@/features/settings/regions/region-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.regions"))("title") };
}

export default async function RegionsPage() {
  await requireSession("/settings/regions");
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.region.list.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <RegionSettings />
    </HydrationBoundary>
  );
}
