import { runStart } from "./lib/run-start.js";

process.exitCode = await runStart(process.argv.slice(2));
