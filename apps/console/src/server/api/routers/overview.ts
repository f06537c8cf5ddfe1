import { OverviewView } from "@meridian/contracts/api";
import { getOverview } from "../../domains/overview/index.ts";
import { procedure, router } from "../trpc.ts";

export const overviewRouter = router({
  get: procedure("viewer", {
    method: "GET",
    path: "/overview",
    summary: "The last 15 minutes: requests, success and p95 by region, changes, and what is running",
  })
    .output(OverviewView)
    .query(({ ctx }) => getOverview(ctx)),
});
