import {
  ArchiveRegionInput,
  CreateRegionInput,
  RegionEntry,
  UpdateRegionInput,
} from "@meridian/contracts/api";
import { RegionPerformance, RegionPerformanceInput } from "@meridian/contracts/measure";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import {
  archiveRegion,
  createRegion,
  getRegionPerformance,
  listRegionEntries,
  updateRegion,
} from "../../domains/fleet/index.ts";
import { oneById } from "../one-by-id.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const regionRouter = router({
  list: procedure("viewer", {
    method: "GET",
    path: "/regions",
    filters: ["name"],
    summary: "List regions",
  })
    .output(z.array(RegionEntry))
    .query(({ ctx }) => listRegionEntries(ctx.db)),
  get: procedure("viewer", { method: "GET", path: "/regions/{regionId}", summary: "One region" })
    .input(z.object({ regionId: AnyId.describe("The region.") }))
    .output(RegionEntry)
    .query(async ({ ctx, input }) => oneById(await listRegionEntries(ctx.db), input.regionId)),
  performance: procedure("viewer", {
    method: "GET",
    path: "/regions/{regionId}/performance",
    summary: "Latency by stage of a region's requests, in total and by node",
  })
    .input(RegionPerformanceInput)
    .output(RegionPerformance)
    .query(({ ctx, input }) => getRegionPerformance({ ctx, input })),
  create: procedure(
    "admin",
    {
      method: "POST",
      path: "/regions",
      makes: "/regions/{id}",
      summary: "Add a region",
    },
    { touches: touching.fleet },
  )
    .input(CreateRegionInput)
    .output(CreateRegionInput.extend({ id: z.string().describe("Region id.") }))
    .mutation(({ ctx, input }) => createRegion({ ctx, input })),
  update: procedure(
    "admin",
    {
      method: "PATCH",
      path: "/regions/{regionId}",
      summary: "Change a region's name, label, coordinates or its agents' networks",
    },
    { touches: touching.region },
  )
    .input(UpdateRegionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateRegion({ ctx, input })),
  archive: procedure(
    "admin",
    {
      method: "POST",
      path: "/regions/{regionId}/archive",
      summary: "Archive a region that has no agents",
    },
    // Like adding one: every origin's policy loses it.
    { touches: touching.fleet },
  )
    .input(ArchiveRegionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => archiveRegion({ ctx, input })),
});
