import { authClient } from "@/client/auth-client.ts";

/** Ends the session; the page is left either way. */
export async function signOut(): Promise<void> {
  await authClient.signOut().catch(() => null);
  window.location.assign("/sign-in");
}
