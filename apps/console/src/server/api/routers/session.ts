import { ChangePasswordInput, SessionView } from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import {
  changePassword,
  endOtherSessions,
  endSession,
  listSessions,
  setLocale,
  SetLocaleInput,
  showSession,
} from "../../domains/people/index.ts";
import { personProcedure, router } from "../trpc.ts";

/** Procedures about the signed-in person's own account. */
export const sessionRouter = router({
  me: personProcedure("viewer").query(async ({ ctx: { db, session, environmentName } }) => ({
    ...(await showSession(db, session)),
    environment: environmentName,
  })),
  setLocale: personProcedure("viewer")
    .input(SetLocaleInput)
    .mutation(({ ctx, input }) => setLocale({ ctx, input })),

  list: personProcedure("viewer")
    .output(z.array(SessionView))
    .query(({ ctx: { db, session, now } }) =>
      listSessions(db, { userId: session.user.id, currentSessionId: session.id, now: now() }),
    ),
  end: personProcedure("viewer")
    .input(z.object({ sessionId: AnyId.describe("The session to end.") }))
    .output(z.void())
    .mutation(({ ctx, input }) => endSession({ ctx, input: { ...input, userId: ctx.session.user.id } })),
  endOthers: personProcedure("viewer")
    .output(z.void())
    .mutation(({ ctx }) => {
      const { id: sessionId, user } = ctx.session;
      return endOtherSessions({ ctx, input: { userId: user.id, sessionId } });
    }),
  changePassword: personProcedure("viewer")
    .input(ChangePasswordInput)
    .output(z.void())
    .mutation(({ ctx, input }) => {
      const { id: sessionId, user } = ctx.session;
      return changePassword({ ctx, input: { ...input, userId: user.id, sessionId } });
    }),
});
