"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext } from "react";
import type { CurrentSession } from "./query/trpc.ts";

const SessionContext = createContext<CurrentSession | null>(null);

type SessionProviderProps = { session: CurrentSession; children: ReactNode };

export function SessionProvider({ session, children }: SessionProviderProps) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in, as of the page's load: a role changed since then shows after a reload. */
export function useSession(): CurrentSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** Why this person may not do what needs a role, for a disabled control; undefined when they may. */
export function useMay(needed: UserRole): string | undefined {
  const t = useTranslations("refusal");
  const nameOf = useTranslations("shell.role");
  const { role } = useSession().user;
  return roleIncludes(role, needed) ? undefined : t("role", { role: nameOf(role), needed: nameOf(needed) });
}
