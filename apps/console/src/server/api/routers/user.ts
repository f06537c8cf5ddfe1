import {
  ChangeRoleInput,
  DeactivateUserInput,
  EndSessionInput,
  InvitationCreated,
  InvitationView,
  InviteInput,
  ReactivateUserInput,
  ResetTwoFactorInput,
  RevokeInvitationInput,
  SessionView,
  UserInput,
  UserView,
} from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import {
  changeRole,
  deactivateUser,
  endSession,
  invitePerson,
  listInvitations,
  listSessions,
  listUsers,
  reactivateUser,
  resetTwoFactor,
  revokeInvitation,
} from "../../domains/people/index.ts";
import { oneById } from "../one-by-id.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const userRouter = router({
  list: procedure("admin", {
    method: "GET",
    path: "/users",
    filters: ["email", "role"],
    summary: "List users",
  })
    .output(z.array(UserView))
    .query(({ ctx }) => listUsers(ctx.db, ctx.now())),
  get: procedure("admin", { method: "GET", path: "/users/{userId}", summary: "One user" })
    .input(UserInput)
    .output(UserView)
    .query(async ({ ctx, input }) => oneById(await listUsers(ctx.db, ctx.now()), input.userId)),
  changeRole: procedure(
    "admin",
    {
      method: "PATCH",
      path: "/users/{userId}",
      summary: "Give a user another role",
    },
    { touches: touching.fleet },
  )
    .input(ChangeRoleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => changeRole({ ctx, input })),
  deactivate: procedure(
    "admin",
    {
      method: "POST",
      path: "/users/{userId}/deactivate",
      summary: "Deactivate a user: sessions end, and what they made to act or to let others in is revoked",
    },
    { touches: touching.fleet },
  )
    .input(DeactivateUserInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deactivateUser({ ctx, input })),
  reactivate: procedure(
    "admin",
    {
      method: "POST",
      path: "/users/{userId}/reactivate",
      summary: "Reactivate a user",
    },
    { touches: touching.fleet },
  )
    .input(ReactivateUserInput)
    .output(z.void())
    .mutation(({ ctx, input }) => reactivateUser({ ctx, input })),

  resetTwoFactor: procedure(
    "admin",
    {
      method: "POST",
      path: "/users/{userId}/reset-two-factor",
      summary: "Turn a user's two-step sign-in off, for a lost device",
    },
    { touches: touching.fleet },
  )
    .input(ResetTwoFactorInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resetTwoFactor({ ctx, input })),

  sessions: procedure("admin", {
    method: "GET",
    path: "/users/{userId}/sessions",
    summary: "List the sessions of a user",
  })
    .input(UserInput)
    .output(z.array(SessionView))
    .query(({ ctx, input }) => {
      const current = ctx.caller.session && { currentSessionId: ctx.caller.session.id };
      return listSessions(ctx.db, { ...input, ...current, now: ctx.now() });
    }),
  endSession: procedure(
    "admin",
    {
      method: "DELETE",
      path: "/users/{userId}/sessions/{sessionId}",
      summary: "End a session of a user",
    },
    { touches: touching.fleet },
  )
    .input(EndSessionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => endSession({ ctx, input })),

  invitations: procedure("admin", {
    method: "GET",
    path: "/invitations",
    filters: ["email", "role"],
    summary: "List open invitations",
  })
    .output(z.array(InvitationView))
    .query(({ ctx }) => listInvitations(ctx.db, ctx.now())),
  invite: procedure(
    "admin",
    {
      method: "POST",
      path: "/invitations",
      makes: "/invitations/{id}",
      summary: "Invite a person; the link is shown once",
    },
    { touches: touching.fleet },
  )
    .input(InviteInput)
    .output(InvitationCreated)
    .mutation(({ ctx, input }) => invitePerson({ ctx, input })),
  invitation: procedure("admin", {
    method: "GET",
    path: "/invitations/{invitationId}",
    summary: "One open invitation",
  })
    .input(z.object({ invitationId: AnyId.describe("The invitation.") }))
    .output(InvitationView)
    .query(async ({ ctx, input }) => oneById(await listInvitations(ctx.db, ctx.now()), input.invitationId)),
  revokeInvitation: procedure(
    "admin",
    {
      method: "DELETE",
      path: "/invitations/{invitationId}",
      summary: "Revoke an invitation",
    },
    { touches: touching.fleet },
  )
    .input(RevokeInvitationInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeInvitation({ ctx, input })),
});
