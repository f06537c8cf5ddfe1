export { LiveStore } from "../realtime/live-store.ts";
