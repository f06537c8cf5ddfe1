export type { BearerOf } from "./build-snapshot.ts";
export { findOtherTargets, findTarget, type Target } from "./find-targets.ts";
export { raiseEpoch } from "./raise-epoch.ts";
export { refreshTargets } from "./refresh-targets.ts";
export { tableHashesOf } from "./table-hashes.ts";
