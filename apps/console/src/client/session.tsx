"use client";

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
