import { fleetRouter } from "./routers/fleet.ts";
import { sessionRouter } from "./routers/session.ts";
import { testerRouter } from "./routers/tester.ts";
import { router } from "./trpc.ts";

export const appRouter = router({ fleet: fleetRouter, session: sessionRouter, tester: testerRouter });
export type AppRouter = typeof appRouter;
