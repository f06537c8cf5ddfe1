import type { RolloutNodeView, RolloutState } from "@meridian/contracts/api";
import { SlotStatus } from "@meridian/contracts/wire";
import type { ShownState } from "@meridian/contracts/fleet";

export const rolloutMarks: Record<RolloutState, ShownState> = {
  running: "loading",
  paused: "standby",
  halted: "failing",
  "rolling-back": "draining",
  completed: "ready",
  "rolled-back": "cordoned",
};

const slotMarks: Record<SlotStatus, ShownState> = {
  fetching: "loading",
  verifying: "loading",
  loading: "loading",
  warming: "loading",
  ready: "ready",
  failed: "failing",
  unloading: "draining",
};

/** What a node says of the new version; null while it says nothing. */
export function slotStatusOf({ slotStatus }: RolloutNodeView): SlotStatus | null {
  return SlotStatus.safeParse(slotStatus).data ?? null;
}

export function nodeMark(node: RolloutNodeView): ShownState {
  if (node.presence !== "live") return node.presence === "never" ? "never" : "offline";
  const status = slotStatusOf(node);
  return status === null ? "standby" : slotMarks[status];
}
