import type { InvitationCreated } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { fetchText } from "@meridian/contracts/wait";
import type { ConsoleClient, Credentials } from "./console-client.ts";

/** Invites a person and accepts in their place. */
export async function addPerson(
  client: ConsoleClient,
  role: UserRole,
  { name, email, password }: Credentials & { name: string },
): Promise<void> {
  const { link } = (await client.mutate("user.invite", { email, role })) as InvitationCreated;
  const token = new URL(link, client.url).pathname.split("/").at(-1);
  const headers = { "content-type": "application/json", origin: client.url };
  const init = { method: "POST", headers, body: JSON.stringify({ token, name, password }) };
  const answer = await fetchText(`${client.url}/api/invitations/accept`, init, { ms: 60_000 });
  if (!answer.ok) throw new Error(`accepting answered ${answer.status}: ${answer.text}`);
}
