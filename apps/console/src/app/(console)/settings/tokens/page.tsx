import { roleIncludes } from "@meridian/contracts/fleet";
import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { TokenSettings } from "@/features/settings/tokens/token-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tokens"))("title") };
}

export default async function TokensPage() {
  const { user } = await requireSession("/settings/tokens");
  const t = await getTranslations("apiReference");
  const { queryClient, trpc } = await createPrefetch();
  if (roleIncludes(user.role, "admin")) {
    await Promise.all([
      queryClient.prefetchQuery(trpc.token.list.queryOptions()),
      queryClient.prefetchQuery(trpc.user.list.queryOptions()),
      queryClient.prefetchQuery(trpc.scrapeToken.list.queryOptions()),
      queryClient.prefetchQuery(trpc.region.list.queryOptions()),
    ]);
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <TokenSettings />
      <p className="mt-6">
        <Link href="/api-reference" className="text-accent-ink hover:underline">
          {t("title")}
        </Link>
      </p>
    </HydrationBoundary>
  );
}
