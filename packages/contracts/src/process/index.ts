export { type LineLogger, logAllOutput } from "./log-all-output.ts";
