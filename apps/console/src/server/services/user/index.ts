export { createAuth, clientAddressHeader, type Auth } from "./auth.ts";
export {
  resolveSession,
  callerOf,
  findStandingSessions,
  type Caller,
  type UserSession,
} from "./resolve-session.ts";
export {
  createFirstAdministrator,
  resetPassword,
  firstAdministratorEmail,
  type Credentials,
} from "./administrators.ts";
export { setLocale, SetLocaleInput } from "./set-locale.ts";
export { changeRole } from "./change-role.ts";
export { changePassword } from "./change-password.ts";
export { deactivateUser, reactivateUser } from "./deactivate-user.ts";
export { listUsers } from "./list-users.ts";
export { listSessions, endSession, endOtherSessions } from "./sessions.ts";
export { createUser } from "./internal.ts";
