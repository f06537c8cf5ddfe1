import { authClient } from "@/client/auth-client.ts";
import { forgetTabState } from "@/client/tab-state.ts";

/** Ends the session; the page is left either way. */
export async function signOut(): Promise<void> {
  forgetTabState();
  await authClient.signOut().catch(() => null);
  window.location.assign("/sign-in");
}
