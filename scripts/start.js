import { launch } from "./launch.js";

await launch("start.ts");
