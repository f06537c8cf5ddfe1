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
