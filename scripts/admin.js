import { launch } from "./launch.js";

await launch("admin.ts");
