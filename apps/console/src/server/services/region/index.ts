export { createRegion, CreateRegionInput } from "./create-region.ts";
export { listRegions, findRegionByName, getRegionByNameOrThrow } from "./list-regions.ts";
