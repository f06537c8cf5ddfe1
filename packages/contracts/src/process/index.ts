export { type LineLogger, logAllOutput } from "./log-all-output.ts";
export { makeFolder } from "./make-folder.ts";
export { failureOf, isSystemFailure } from "./system-failure.ts";
export { tellUnusable } from "./tell-unusable.ts";
export { writeSynced } from "./write-synced.ts";
