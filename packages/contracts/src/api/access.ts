import { z } from "zod";
import { EndingReason, Reason, UserRole } from "../fleet.ts";
import { AnyId, plainText } from "../text.ts";

export const passwordLengthMin = 12;
export const passwordLengthMax = 128;

const UserId = AnyId.describe("User id.");
const CreatedAt = z.date().describe("When it was created.");
const CreatedByName = z.string().describe("Name of the person who created it.");

export const PersonName = plainText({ what: "a name", max: 80 }).describe("A person's name.");
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .meta({ pattern: z.regexes.email.source })
  .pipe(z.email("expected an e-mail address"))
  .describe("E-mail address, kept in lower case, so that one person cannot have two accounts.");
export const NewPassword = z
  .string()
  .min(passwordLengthMin, `expected at least ${passwordLengthMin} characters`)
  .max(passwordLengthMax, `expected at most ${passwordLengthMax} characters`)
  .describe(`New password, ${passwordLengthMin} to ${passwordLengthMax} characters.`);

/** Regions that a role or a token is limited to. */
export const LimitedTo = z.array(AnyId.describe("Region id.")).max(64);
const RoleRegions = z.array(z.string()).describe("Regions that the role may change; empty: all.");

export const SignInMethod = z
  .enum(["password", "oidc"])
  .describe("password: by e-mail address and password; oidc: through the identity provider.");
export type SignInMethod = z.infer<typeof SignInMethod>;

/** Why a sign-in through the identity provider failed: the sign-in page has a sentence for each. */
export const OidcProblem = z.enum([
  ...(["deactivated", "email-taken", "invalid", "issuer-away", "issuer-refused"] as const),
  ...(["no-email", "no-role", "over", "throttled", "unavailable"] as const),
]);
export type OidcProblem = z.infer<typeof OidcProblem>;

export const UserView = z.object({
  id: UserId,
  name: z.string().describe("Name shown on pages and in the audit log."),
  email: z.string().describe("E-mail address, in lower case."),
  role: UserRole,
  regionIds: RoleRegions,
  createdAt: CreatedAt,
  deactivatedAt: z.date().nullable().describe("When the user was deactivated; null while active."),
  lastSeenAt: z.date().nullable().describe("Latest use of a valid session, to the minute; null: no session."),
  sessions: z.number().int().describe("Number of valid sessions."),
  hasTwoFactor: z
    .boolean()
    .describe("Whether signing in by the password also takes a code of an authenticator app."),
  signInMethods: z.array(SignInMethod).describe("How the user can sign in."),
});
export type UserView = z.infer<typeof UserView>;

export const SessionView = z.object({
  id: z.string().describe("Session id."),
  userAgent: z.string().nullable().describe("The browser's User-Agent header; null: not sent."),
  ipAddress: z.string().nullable().describe("Address that the session was opened from; null: unknown."),
  createdAt: z.date().describe("When the person signed in."),
  lastSeenAt: z.date().describe("Latest use, to the minute."),
  isCurrent: z.boolean().describe("True for the session that makes this request."),
});
export type SessionView = z.infer<typeof SessionView>;

export const UserInput = z.object({ userId: UserId });
export type UserInput = z.infer<typeof UserInput>;
export const ChangeRoleInput = UserInput.extend({
  role: UserRole,
  regionIds: LimitedTo.optional().describe(
    "Regions that the role may change; empty: all; left out: as before.",
  ),
  reason: Reason.optional(),
});
export type ChangeRoleInput = z.infer<typeof ChangeRoleInput>;
export const DeactivateUserInput = UserInput.extend({
  serviceTokensTo: AnyId.optional().describe(
    "Who owns their service tokens from now on; left out: those are refused until they are given another owner.",
  ),
  reason: Reason,
});
export type DeactivateUserInput = z.infer<typeof DeactivateUserInput>;
export const ResetTwoFactorInput = UserInput.extend({ reason: Reason });
export type ResetTwoFactorInput = z.infer<typeof ResetTwoFactorInput>;
export const ReactivateUserInput = UserInput.extend({
  reason: Reason.optional(),
});
export type ReactivateUserInput = z.infer<typeof ReactivateUserInput>;
export const EndSessionInput = z.object({
  userId: UserId.describe("Whose session."),
  sessionId: AnyId.describe("The session to end."),
  reason: EndingReason,
});
export type EndSessionInput = z.infer<typeof EndSessionInput>;

export const ChangePasswordInput = z.object({
  currentPassword: z
    .string()
    .min(1, "expected the current password")
    .max(passwordLengthMax)
    .describe("The password in use now."),
  newPassword: NewPassword,
});
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>;

/** An invitation that can still be accepted. */
export const InvitationView = z.object({
  id: z.string().describe("Invitation id."),
  email: z.string().describe("Who is invited."),
  role: UserRole,
  regionIds: RoleRegions,
  createdByName: CreatedByName,
  createdAt: CreatedAt,
  expiresAt: z.date().describe("From then on the link is refused."),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const InviteInput = z.object({
  email: EmailAddress,
  role: UserRole,
  regionIds: LimitedTo.default([]).describe("Regions that the role may change; empty, or left out: all."),
});
export type InviteInput = z.infer<typeof InviteInput>;
export const InvitationCreated = z.object({
  id: z.string().describe("Invitation id."),
  link: z.string().describe("The link to send. It holds the secret and is shown only this once."),
  expiresAt: z.date().describe("From then on the link is refused."),
});
export type InvitationCreated = z.infer<typeof InvitationCreated>;
export const RevokeInvitationInput = z.object({
  invitationId: AnyId.describe("The invitation to revoke."),
  reason: EndingReason,
});
export type RevokeInvitationInput = z.infer<typeof RevokeInvitationInput>;
export const AcceptInvitationInput = z.object({
  token: z.string().max(100).describe("The secret from the invitation's link."),
  name: PersonName,
  password: NewPassword,
});
export type AcceptInvitationInput = z.infer<typeof AcceptInvitationInput>;
