export { recordAck, type RecordAckInput } from "./record-ack.ts";
export { recordObserved, type RecordObservedInput } from "./record-observed.ts";
export { recordPresence, type RecordPresenceInput } from "./record-presence.ts";
