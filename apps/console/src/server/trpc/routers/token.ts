import { router } from "../trpc.ts";

export const tokenRouter = router({});
