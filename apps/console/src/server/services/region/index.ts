export { createRegion } from "./create-region.ts";
export { updateRegion } from "./update-region.ts";
export { archiveRegion } from "./archive-region.ts";
export { listRegionEntries } from "./list-region-entries.ts";
export { listRegions, findRegionByName, getRegionByNameOrThrow } from "./list-regions.ts";
export { getRegionOrThrow } from "./internal.ts";
