import { router } from "../trpc.ts";

export const userRouter = router({});
