import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { KeySettings } from "@/features/settings/keys/key-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.keys"))("title") };
}

export default async function KeysPage() {
  await requireSession("/settings/keys");
  const { queryClient, trpc } = await createPrefetch();
  await Promise.all([
    queryClient.prefetchQuery(trpc.apiKey.list.queryOptions()),
    queryClient.prefetchQuery(trpc.apiKey.access.queryOptions()),
    queryClient.prefetchQuery(trpc.region.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <KeySettings />
    </HydrationBoundary>
  );
}
