export { type Claim, claimKey, freeKey, keepAnswer, type KeyedRequest } from "./idempotency/claim-key.ts";
export { hashRequest, openAnswer, sealAnswer } from "./idempotency/seal.ts";
export { acceptInvitation } from "./invitation/accept-invitation.ts";
export { findInvitation, listInvitations } from "./invitation/find-invitation.ts";
export { invitePerson } from "./invitation/invite-person.ts";
export { revokeInvitation } from "./invitation/revoke-invitation.ts";
export { listTokens } from "./token/list-tokens.ts";
export { changeTokenOwner, createToken, revokeToken } from "./token/tokens.ts";
export { listTokenHashes, resolveToken } from "./token/resolve-token.ts";
export {
  createFirstAdministrator,
  type Credentials,
  firstAdministratorEmail,
  resetPassword,
} from "./user/administrators.ts";
export { answerAuth, type Auth, clientAddressHeader, createAuth } from "./user/auth.ts";
export { changePassword } from "./user/change-password.ts";
export { changeRole } from "./user/change-role.ts";
export { deactivateUser, reactivateUser } from "./user/deactivate-user.ts";
export { createUser } from "./user/user-rows.ts";
export { listUsers } from "./user/list-users.ts";
export {
  accessMark,
  type Caller,
  callerOf,
  findLiveSessions,
  resolveSession,
  type TokenGrant,
  type UserSession,
} from "./user/resolve-session.ts";
export { resetTwoFactor } from "./user/two-factor.ts";
export { endOtherSessions, endSession, listSessions } from "./user/sessions.ts";
export { knownSignInKey, listKnownSignIns, type SignInTry } from "./user/sign-in-limits.ts";
export { countedAsHeader, SignedCookies } from "./user/signed-cookies.ts";
export { showSession } from "./user/show-session.ts";
export { setLocale, SetLocaleInput } from "./user/set-locale.ts";
