import type { AcceptInvitationInput } from "@meridian/contracts/api";
import { authClient } from "@/client/auth-client.ts";

/** Why an invitation was not accepted, as a person needs to know it. */
export type AcceptProblem =
  | "email-taken"
  | "password-common"
  | "password-personal"
  | "closed"
  | "invalid"
  | "unavailable"
  | "unreachable";

type Answer = { email?: string; error?: { details?: { rule?: string } } };

/** Becomes a user and signs in; null when both went well. */
export async function acceptInvitation(input: AcceptInvitationInput): Promise<AcceptProblem | null> {
  try {
    const response = await fetch("/api/invitations/accept", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) return acceptProblem(response.status, answer.error?.details?.rule);
    // If this sign-in fails, the next page asks for it again.
    await authClient.signIn.email({ email: answer.email ?? "", password: input.password });
    return null;
  } catch {
    return "unreachable";
  }
}

export function acceptProblem(status: number, rule: string | undefined): AcceptProblem {
  if (rule === "email-taken" || rule === "password-common" || rule === "password-personal") return rule;
  if (status === 404 || status === 412) return "closed";
  return status === 400 ? "invalid" : "unavailable";
}
