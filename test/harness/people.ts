import type { InvitationCreated } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import type { ConsoleClient, Credentials } from "./console-client.ts";

/** Invites a person and accepts in their place. */
export async function addPerson(
  client: ConsoleClient,
  role: UserRole,
  { name, email, password }: Credentials & { name: string },
): Promise<void> {
  const { link } = (await client.mutate("user.invite", { email, role })) as InvitationCreated;
  const token = new URL(link, client.url).pathname.split("/").at(-1);
  const response = await fetch(`${client.url}/api/invitations/accept`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: client.url },
    body: JSON.stringify({ token, name, password }),
  });
  if (!response.ok) throw new Error(`accepting answered ${response.status}: ${await response.text()}`);
}
