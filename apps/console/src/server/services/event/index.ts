export { recordEvent, listEvents, type EventKind, type EventInput } from "./record-event.ts";
