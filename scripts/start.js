import { launch } from "./lib/launch.js";

await launch("start.ts");
