export { acceptInvitation } from "./accept-invitation.ts";
export { findInvitation, listInvitations } from "./find-invitation.ts";
export { invitePerson } from "./invite-person.ts";
export { revokeInvitation } from "./revoke-invitation.ts";
