import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Traffic } from "@/features/traffic/traffic.tsx";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("traffic"))("title") };
}

type TrafficPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TrafficPage({ searchParams }: TrafficPageProps) {
  const { origin } = await searchParams;
  const path = typeof origin === "string" ? `/traffic?${new URLSearchParams({ origin })}` : "/traffic";
  await requireSession(path);
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.traffic.get.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Traffic />
    </HydrationBoundary>
  );
}
