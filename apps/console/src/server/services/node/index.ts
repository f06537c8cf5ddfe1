export { recordAcks, type AckInput } from "./record-acks.ts";
export { recordObserved, type ObservedInput } from "./record-observed.ts";
export { recordPresence, type RecordPresenceInput } from "./record-presence.ts";
