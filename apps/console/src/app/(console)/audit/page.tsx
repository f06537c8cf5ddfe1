import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Audit } from "@/features/audit/audit.tsx";
import { auditHref, readParams, toFilter } from "@/features/audit/audit-params.ts";
import { createPrefetch } from "../prefetch.ts";
import { requireSession } from "../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const search = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
  const params = readParams(search);
  await requireSession(auditHref(params, search.get("change")));
  const { queryClient, trpc } = await createPrefetch();
  const prefetches = [queryClient.prefetchQuery(trpc.audit.facets.queryOptions())];
  // Days are of the person's calendar, which the server does not know.
  if (!params.from && !params.to) {
    const list = trpc.audit.list.infiniteQueryOptions(toFilter(params), {
      getNextPageParam: ({ nextCursor }) => nextCursor,
    });
    prefetches.push(queryClient.prefetchInfiniteQuery(list));
  }
  await Promise.all(prefetches);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Audit />
    </HydrationBoundary>
  );
}
