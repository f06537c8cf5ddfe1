import "server-only";
import { redirect } from "next/navigation";
import { getSession } from "@/server/http/session.ts";

/** Sends a stranger to sign in and back to `path` afterwards. Data is guarded on its own, in the procedures. */
export async function requireSession(path: string) {
  const session = await getSession();
  return session ?? redirect(`/sign-in?${new URLSearchParams({ from: path })}`);
}
