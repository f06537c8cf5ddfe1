export { LiveStore } from "../hub/live/live-store.ts";
