export { refreshTargets } from "./refresh-targets.ts";
export { raiseEpoch } from "./raise-epoch.ts";
export { findTarget, findOtherTargets, type Target } from "./find-targets.ts";
export type { BearerOf } from "./build-snapshot.ts";
export { tableHashesOf } from "./table-hashes.ts";
