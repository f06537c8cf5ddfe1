export { forecastLoad, type LoadForecast, type RegionUse } from "./load-forecast.ts";
export { type LoadFigures, type LoadModel, loadModelOf, type Policy } from "./load-model.ts";
export { lostRegionsOf } from "./lost-regions.ts";
export { type RegionLoss, worstRegionLoss } from "./region-loss.ts";
