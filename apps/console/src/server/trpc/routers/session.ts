import { setLocale, SetLocaleInput } from "../../services/user/index.ts";
import { procedure, router } from "../trpc.ts";

export const sessionRouter = router({
  me: procedure("viewer").query(({ ctx: { session, environmentName } }) => {
    const { id, name, email, role, locale } = session.user;
    return { user: { id, name, email, role }, locale, environment: environmentName };
  }),
  setLocale: procedure("viewer")
    .input(SetLocaleInput)
    .mutation(({ ctx, input }) => setLocale({ ctx, input })),
});
