import { setLocale, SetLocaleInput } from "../../services/user/index.ts";
import { personProcedure, router } from "../trpc.ts";

export const sessionRouter = router({
  me: personProcedure("viewer").query(({ ctx: { session, environmentName } }) => {
    const { id, name, email, role, locale } = session.user;
    return { user: { id, name, email, role }, locale, environment: environmentName };
  }),
  setLocale: personProcedure("viewer")
    .input(SetLocaleInput)
    .mutation(({ ctx, input }) => setLocale({ ctx, input })),
});
