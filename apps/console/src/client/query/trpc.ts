import { createTRPCContext, type inferOutput } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@/server/api/root.ts";

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

type Procedures = ReturnType<typeof useTRPC>;
export type CurrentSession = inferOutput<Procedures["session"]["me"]>;
export type FleetEvent = inferOutput<Procedures["fleet"]["events"]>["data"][number];
export type TesterOptions = inferOutput<Procedures["tester"]["options"]>;
export type TestParseResult = inferOutput<Procedures["tester"]["parse"]>;
