export { getFleetOverview } from "./get-fleet-overview.ts";
