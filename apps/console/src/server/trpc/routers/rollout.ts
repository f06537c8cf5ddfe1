import { router } from "../trpc.ts";

export const rolloutRouter = router({});
