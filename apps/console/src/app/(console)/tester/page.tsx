import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Tester } from "@/features/tester/tester.tsx";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tester"))("title") };
}

export default async function TesterPage() {
  await requireSession("/tester");
  const { queryClient, trpc } = await createPrefetch();
  await queryClient.prefetchQuery(trpc.tester.options.queryOptions());
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Tester />
    </HydrationBoundary>
  );
}
