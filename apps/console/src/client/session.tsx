"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useFormatter, useTranslations } from "next-intl";
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

/** What a control changes: regions by id, or the whole fleet. */
type Touched = readonly string[] | "fleet";

/** Why this person may not do what needs a role and touches this, for a disabled control; undefined when they may. */
export function useMay(needed: UserRole, touched: Touched): string | undefined {
  return useMayTouch(needed)(touched);
}

/** The same for many controls: asked for each what it touches. */
export function useMayTouch(needed: UserRole): (touched: Touched) => string | undefined {
  const t = useTranslations("refusal");
  const nameOf = useTranslations("shell.role");
  const format = useFormatter();
  const { role, regions } = useSession().user;
  return (touched) => {
    if (!roleIncludes(role, needed)) return t("role", { role: nameOf(role), needed: nameOf(needed) });
    const isWithin = touched !== "fleet" && touched.every((id) => regions?.some((one) => one.id === id));
    if (regions === null || isWithin) return undefined;
    return t("regions", { regions: format.list(regions.map(({ name }) => name)) });
  };
}
