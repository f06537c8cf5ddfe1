import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { getAuth } from "./auth.ts";
import { getShared } from "../boot/shared.ts";
import { resolveSession, showSession, type UserSession } from "../domains/people/index.ts";

/** Who is signed in, for layouts and pages; cached per request. */
export const getSession = cache(async (): Promise<UserSession | null> => {
  return resolveSession(getAuth(), await headers());
});

/** The same as pages show it. */
export function showCurrentSession(session: UserSession) {
  return showSession(getShared().db, session);
}
