import type { AcceptInvitationInput } from "@meridian/contracts/api";
import { readProblem } from "@meridian/contracts/errors";
import { z } from "zod";
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

const Accepted = z.object({ email: z.string() });

/** Becomes a user and signs in; null when both went well. */
export async function acceptInvitation(input: AcceptInvitationInput): Promise<AcceptProblem | null> {
  try {
    const response = await fetch("/api/invitations/accept", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const answer: unknown = await response.json();
    if (!response.ok) return acceptProblem(response.status, readProblem(answer)?.details?.["rule"]);
    // If this sign-in fails, the next page asks for it again.
    await authClient.signIn.email({ email: Accepted.parse(answer).email, password: input.password });
    return null;
  } catch {
    return "unreachable";
  }
}

export function acceptProblem(status: number, rule: unknown): AcceptProblem {
  if (rule === "email-taken" || rule === "password-common" || rule === "password-personal") return rule;
  if (status === 404 || status === 422) return "closed";
  return status === 400 ? "invalid" : "unavailable";
}
