import { z } from "zod";
import { Reason, UserRole } from "../fleet.ts";

export const passwordLengthMin = 12;
export const passwordLengthMax = 128;

export const PersonName = z.string().trim().min(1, "expected a name").max(80);
/** Kept in lower case: the same person twice is recognised however it is typed. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("expected an e-mail address"));
export const NewPassword = z
  .string()
  .min(passwordLengthMin, `expected at least ${passwordLengthMin} characters`)
  .max(passwordLengthMax, `expected at most ${passwordLengthMax} characters`);

export const UserView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: UserRole,
  createdAt: z.date(),
  deactivatedAt: z.date().nullable(),
  /** Newest use of a session that stands, to the minute; null: signed in nowhere. */
  lastSeenAt: z.date().nullable(),
  sessions: z.number().int(),
});
export type UserView = z.infer<typeof UserView>;

export const SessionView = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  /** The one that asks. */
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

export const UserInput = z.object({ userId: z.string() });
export type UserInput = z.infer<typeof UserInput>;
export const ChangeRoleInput = UserInput.extend({ role: UserRole, reason: Reason.optional() });
export type ChangeRoleInput = z.infer<typeof ChangeRoleInput>;
export const DeactivateUserInput = UserInput.extend({ reason: Reason });
export type DeactivateUserInput = z.infer<typeof DeactivateUserInput>;
export const ReactivateUserInput = UserInput.extend({ reason: Reason.optional() });
export type ReactivateUserInput = z.infer<typeof ReactivateUserInput>;
export const EndSessionInput = z.object({ userId: z.string(), sessionId: z.string() });
export type EndSessionInput = z.infer<typeof EndSessionInput>;

export const ChangePasswordInput = z.object({
  currentPassword: z.string().min(1, "expected the current password").max(passwordLengthMax),
  newPassword: NewPassword,
});
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>;

/** An invitation that can still be accepted. */
export const InvitationView = z.object({
  id: z.string(),
  email: z.string(),
  role: UserRole,
  createdByName: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const InviteInput = z.object({ email: EmailAddress, role: UserRole });
export type InviteInput = z.infer<typeof InviteInput>;
/** The link holds the secret; it is told this once. */
export const InvitationCreated = z.object({ id: z.string(), link: z.string(), expiresAt: z.date() });
export type InvitationCreated = z.infer<typeof InvitationCreated>;
export const AcceptInvitationInput = z.object({
  token: z.string().max(100),
  name: PersonName,
  password: NewPassword,
});
export type AcceptInvitationInput = z.infer<typeof AcceptInvitationInput>;

export const ApiTokenView = z.object({
  id: z.string(),
  name: z.string(),
  role: UserRole,
  createdByName: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  /** To the minute; null: never used. */
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});
export type ApiTokenView = z.infer<typeof ApiTokenView>;

/** Days; null: until it is revoked. */
export const TokenLifetimeDays = z
  .union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)])
  .nullable();
export type TokenLifetimeDays = z.infer<typeof TokenLifetimeDays>;
export const CreateTokenInput = z.object({
  name: z.string().trim().min(1, "expected a name").max(80),
  role: UserRole,
  expiresInDays: TokenLifetimeDays,
});
export type CreateTokenInput = z.infer<typeof CreateTokenInput>;
/** The token is told this once. */
export const TokenCreated = z.object({ id: z.string(), token: z.string(), expiresAt: z.date().nullable() });
export type TokenCreated = z.infer<typeof TokenCreated>;
