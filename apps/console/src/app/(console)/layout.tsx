import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { collapsedValue, railCookieName } from "@/features/shell/rail-cookie.ts";
import { Shell } from "@/features/shell/shell.tsx";
import { getSession, showCurrentSession } from "@/server/http/session.ts";
import { getShared } from "@/server/boot/shared.ts";
import { createPrefetch } from "./prefetch.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  // The page redirects to sign-in: only it knows the path to return to.
  if (!session) return children;
  const shown = await showCurrentSession(session);
  const rail = (await cookies()).get(railCookieName)?.value;
  const { queryClient, trpc } = await createPrefetch();
  // What the shell and notices show from these would push the page down if it came later.
  await Promise.all([
    queryClient.prefetchQuery(trpc.safety.get.queryOptions()),
    queryClient.prefetchQuery(trpc.incident.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Shell
        session={{ ...shown, environment: getShared().env.environmentName }}
        isRailCollapsed={rail === collapsedValue}
      >
        {children}
      </Shell>
    </HydrationBoundary>
  );
}
