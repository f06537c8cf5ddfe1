import { router } from "../trpc.ts";

export const trafficRouter = router({});
