import type { TargetState } from "@meridian/contracts/fleet";
import type { ShownState } from "@/components/state-mark.tsx";

export const markOf: Record<TargetState, ShownState> = {
  active: "ready",
  standby: "standby",
  drain: "draining",
  cordon: "cordoned",
};
