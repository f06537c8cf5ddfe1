import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionSettings } from "@/features/settings/sessions/session-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.sessions"))("title") };
}

export default async function SessionsPage() {
  await requireSession("/settings/sessions");
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.session.list.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <SessionSettings />
    </HydrationBoundary>
  );
}
