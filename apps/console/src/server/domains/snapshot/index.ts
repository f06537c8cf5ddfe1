export { type AgentBearers, BearerBook } from "./bearers/bearer-book.ts";
export { bearerOverlapMs } from "./bearers/bearer-state.ts";
export { sharedBearer } from "./bearers/derive-bearer.ts";
export type { BearerOf } from "./build-snapshot.ts";
export { findAhead, findOtherSnapshots, findSnapshot, type StoredSnapshot } from "./find-snapshots.ts";
export { raiseEpoch } from "./raise-epoch.ts";
export { refreshSnapshots } from "./refresh-snapshots.ts";
export { modelsKey, tableHashesOf } from "./expected-effect.ts";
