import { router } from "../trpc.ts";

export const regionRouter = router({});
