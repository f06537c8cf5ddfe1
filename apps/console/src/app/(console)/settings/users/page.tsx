import { roleIncludes } from "@meridian/contracts/fleet";
import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UserSettings } from "@/features/settings/users/user-settings.tsx";
import { createPrefetch } from "../../prefetch.ts";
import { requireSession } from "../../require-session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.users"))("title") };
}

export default async function UsersPage() {
  const { user } = await requireSession("/settings/users");
  const { queryClient, trpc } = await createPrefetch();
  if (roleIncludes(user.role, "admin")) {
    await Promise.all([
      queryClient.prefetchQuery(trpc.user.list.queryOptions()),
      queryClient.prefetchQuery(trpc.user.invitations.queryOptions()),
      queryClient.prefetchQuery(trpc.region.list.queryOptions()),
    ]);
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <UserSettings />
    </HydrationBoundary>
  );
}
