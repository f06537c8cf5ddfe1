import { useSyncExternalStore } from "react";

const never = () => () => {};

/** The key that goes with K and Enter on this person's keyboard. */
export function useCommandKey(): "⌘" | "Ctrl" {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
}
