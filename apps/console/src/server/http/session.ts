import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { getAuth } from "./auth.ts";
import { resolveSession, type UserSession } from "../domains/people/index.ts";

/** Who is signed in, for layouts and pages; cached per request. */
export const getSession = cache(async (): Promise<UserSession | null> => {
  return resolveSession(getAuth(), await headers());
});
