import { ShiftNodesInput, ShiftTrafficInput, TrafficChanged, TrafficView } from "@meridian/contracts";
import { getTraffic, shiftNodes, shiftTraffic } from "../../services/traffic/index.ts";
import { procedure, router } from "../trpc.ts";

export const trafficRouter = router({
  get: procedure("viewer", {
    method: "GET",
    path: "/traffic",
    summary: "Who gets which traffic, and how far the newest changes have come",
  })
    .output(TrafficView)
    .query(({ ctx }) => getTraffic({ ctx })),
  shift: procedure("operator", {
    method: "PUT",
    path: "/traffic/origins/{originRegionId}",
    summary: "Move an origin's traffic between regions",
  })
    .input(ShiftTrafficInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => shiftTraffic({ ctx, input })),
  shiftNodes: procedure("operator", {
    method: "PUT",
    path: "/traffic/regions/{regionId}/nodes",
    summary: "Set states and weights of a region's nodes, for all origins",
  })
    .input(ShiftNodesInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => shiftNodes({ ctx, input })),
});
