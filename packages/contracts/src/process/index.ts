export { type LineLogger, logAllOutput } from "./log-all-output.ts";
export { tellUnusable } from "./tell-unusable.ts";
export { writeSynced } from "./write-synced.ts";
