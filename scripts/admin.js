import { launch } from "./lib/launch.js";

await launch("admin.ts");
