import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SafetySettings } from "@/features/settings/safety/safety-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("safety"))("title") };
}

export default async function SafetyPage() {
  await requireSession("/settings/safety");
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.safety.get.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <SafetySettings />
    </HydrationBoundary>
  );
}
