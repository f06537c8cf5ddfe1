import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False on the server and while React takes over its page: what only the browser knows, such as its time zone, must wait. */
export function useIsMounted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
