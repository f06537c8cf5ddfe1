import { router } from "../trpc.ts";

export const agentRouter = router({});
