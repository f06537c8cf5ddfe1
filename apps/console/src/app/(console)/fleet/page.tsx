import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Fleet } from "@/features/fleet/fleet.tsx";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("fleet"))("title") };
}

type FleetPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function FleetPage({ searchParams }: FleetPageProps) {
  const selected = Object.entries(await searchParams).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  await requireSession(selected.length > 0 ? `/fleet?${new URLSearchParams(selected)}` : "/fleet");
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.fleet.overview.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Fleet />
    </HydrationBoundary>
  );
}
