import { agentRouter } from "./routers/agent.ts";
import { apiKeyRouter } from "./routers/api-key.ts";
import { auditRouter } from "./routers/audit.ts";
import { fleetRouter } from "./routers/fleet.ts";
import { incidentRouter } from "./routers/incident.ts";
import { overviewRouter } from "./routers/overview.ts";
import { regionRouter } from "./routers/region.ts";
import { rolloutRouter } from "./routers/rollout.ts";
import { safetyRouter } from "./routers/safety.ts";
import { scrapeTokenRouter } from "./routers/scrape-token.ts";
import { sessionRouter } from "./routers/session.ts";
import { testerRouter } from "./routers/tester.ts";
import { tokenRouter } from "./routers/token.ts";
import { trafficRouter } from "./routers/traffic.ts";
import { userRouter } from "./routers/user.ts";
import { router } from "./trpc.ts";

export const appRouter = router({
  agent: agentRouter,
  apiKey: apiKeyRouter,
  audit: auditRouter,
  fleet: fleetRouter,
  incident: incidentRouter,
  overview: overviewRouter,
  region: regionRouter,
  rollout: rolloutRouter,
  safety: safetyRouter,
  scrapeToken: scrapeTokenRouter,
  session: sessionRouter,
  tester: testerRouter,
  token: tokenRouter,
  traffic: trafficRouter,
  user: userRouter,
});
export type AppRouter = typeof appRouter;
