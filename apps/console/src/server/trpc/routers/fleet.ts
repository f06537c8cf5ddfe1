import { z } from "zod";
import { listEvents } from "../../services/event/index.ts";
import { getFleetOverview } from "../../services/fleet/index.ts";
import { procedure, router } from "../trpc.ts";

const EventsInput = z.object({
  agentId: z.string().max(40).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const fleetRouter = router({
  overview: procedure("viewer").query(({ ctx }) => getFleetOverview(ctx.db)),
  events: procedure("viewer")
    .input(EventsInput)
    .query(({ ctx, input }) => listEvents(ctx.db, input)),
});
