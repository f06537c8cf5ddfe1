import {
  ListTrafficChangesInput,
  OriginView,
  RegionNodesView,
  ShiftNodesInput,
  ShiftTrafficInput,
  SplitVersionsInput,
  TrafficChanged,
  TrafficChangesPage,
  TrafficView,
  UndoTrafficInput,
} from "@meridian/contracts/api";
import { TrafficShares } from "@meridian/contracts/shares";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import {
  getOrigin,
  getRegionNodes,
  getShares,
  getTraffic,
  listTrafficChanges,
  shiftNodes,
  shiftTraffic,
  splitVersions,
  undoTraffic,
} from "../../domains/traffic/index.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const trafficRouter = router({
  get: procedure("viewer", {
    method: "GET",
    path: "/traffic",
    summary: "Route policies of all origins and how far gateways have converged",
  })
    .output(TrafficView)
    .query(({ ctx }) => getTraffic({ ctx })),
  origin: procedure("viewer", {
    method: "GET",
    path: "/traffic/origins/{originRegionId}",
    summary: "Route policy of an origin",
  })
    .input(z.object({ originRegionId: AnyId.describe("Region in which the requests enter.") }))
    .output(OriginView)
    .query(({ ctx, input }) => getOrigin({ ctx, input })),
  regionNodes: procedure("viewer", {
    method: "GET",
    path: "/traffic/regions/{regionId}/nodes",
    summary: "States and weights of a region's nodes",
  })
    .input(z.object({ regionId: AnyId.describe("The nodes' region.") }))
    .output(RegionNodesView)
    .query(({ ctx, input }) => getRegionNodes({ ctx, input })),
  shares: procedure("viewer", {
    method: "GET",
    path: "/traffic/shares",
    summary:
      "Shares declared, expected with the health that gateways see, and observed, with a verdict on each",
  })
    .output(TrafficShares)
    .query(({ ctx }) => getShares({ ctx })),
  changes: procedure("viewer", {
    method: "GET",
    path: "/traffic/changes",
    summary: "Changes of traffic, newest first",
  })
    .input(ListTrafficChangesInput)
    .output(TrafficChangesPage)
    .query(({ ctx, input }) => listTrafficChanges({ ctx, input })),
  shift: procedure(
    "operator",
    {
      method: "PUT",
      path: "/traffic/origins/{originRegionId}",
      summary: "Move an origin's traffic between regions",
    },
    { touches: touching.origin, isTriable: true },
  )
    .input(ShiftTrafficInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => shiftTraffic({ ctx, input })),
  shiftNodes: procedure(
    "operator",
    {
      method: "PUT",
      path: "/traffic/regions/{regionId}/nodes",
      summary: "Set states and weights of a region's nodes, for all origins",
    },
    { touches: touching.region, isTriable: true },
  )
    .input(ShiftNodesInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => shiftNodes({ ctx, input })),
  split: procedure(
    "approver",
    {
      method: "PUT",
      path: "/traffic/origins/{originRegionId}/split",
      summary: "Split an origin's requests between two versions, or end the split",
    },
    { touches: touching.origin, isTriable: true },
  )
    .input(SplitVersionsInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => splitVersions({ ctx, input })),
  undo: procedure(
    "operator",
    {
      method: "POST",
      path: "/traffic/changes/{revision}/undo",
      summary: "Undo a change of traffic",
    },
    { touches: touching.change, isTriable: true },
  )
    .input(UndoTrafficInput)
    .output(TrafficChanged)
    .mutation(({ ctx, input }) => undoTraffic({ ctx, input })),
});
