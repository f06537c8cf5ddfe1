import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { collapsedValue, railCookieName } from "@/features/shell/rail-cookie.ts";
import { Shell } from "@/features/shell/shell.tsx";
import { getSession } from "@/server/http/session.ts";
import { getShared } from "@/server/boot/shared.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  // The page redirects to sign-in: only it knows the path to return to.
  if (!session) return children;
  const { locale, ...user } = session.user;
  const rail = (await cookies()).get(railCookieName)?.value;
  return (
    <Shell
      session={{ user, locale, environment: getShared().env.environmentName }}
      isRailCollapsed={rail === collapsedValue}
    >
      {children}
    </Shell>
  );
}
