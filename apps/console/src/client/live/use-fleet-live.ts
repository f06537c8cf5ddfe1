import { operatorEvents, type OriginLive, type RegionLive } from "@meridian/contracts/wire";
import { useSyncExternalStore } from "react";
import { operatorSocket, rejoin } from "./operator-socket.ts";
import { FleetLiveStore, type History, type ReceivedLive } from "./fleet-live-store.ts";

const store = new FleetLiveStore();
let isJoined = false;

/** From the first use on the store follows the page's socket, also while no fleet page is shown. */
function subscribe(listener: () => void): () => void {
  if (!isJoined) join();
  return store.subscribe(listener);
}

function join(): void {
  isJoined = true;
  const socket = operatorSocket();
  socket.on(operatorEvents.fleetLive, (message) => {
    if (!store.apply(message, Date.now())) rejoin();
  });
  // An open socket has sent its full message before anybody listened: ask for it again.
  if (socket.connected) rejoin();
}

export function useAgentLive(id: string): ReceivedLive | null {
  return useSyncExternalStore(
    subscribe,
    () => store.agent(id),
    () => null,
  );
}

export function useRegionLive(id: string): RegionLive | null {
  return useSyncExternalStore(
    subscribe,
    () => store.region(id),
    () => null,
  );
}

export function useOriginLive(id: string): OriginLive | null {
  return useSyncExternalStore(
    subscribe,
    () => store.origin(id),
    () => null,
  );
}

export function useAgentsAhead(): number {
  return useSyncExternalStore(
    subscribe,
    () => store.countAhead(),
    () => 0,
  );
}

/** When the database last answered, while it does not; null while it does. */
export function useDatabaseAwaySince(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => store.databaseAwaySinceMs,
    () => null,
  );
}

const emptyHistory: History = [];

export function useAgentHistory(id: string): History {
  return useSyncExternalStore(
    subscribe,
    () => store.history(id),
    () => emptyHistory,
  );
}

const noHistories: ReadonlyMap<string, History> = new Map();

/** All histories and where they end on the hub's clock; new once in 15 s. */
export function useHistories(): { histories: ReadonlyMap<string, History>; endMs: number } {
  const histories = useSyncExternalStore(
    subscribe,
    () => store.allHistories(),
    () => noHistories,
  );
  return { histories, endMs: histories === noHistories ? 0 : store.historyEndMs };
}

const figures = {
  agent: (id: string) => store.agent(id),
  region: (id: string) => store.region(id),
  origin: (id: string) => store.origin(id),
  /** Of the message that brought the newest. */
  seq: () => store.lastSeq ?? 0,
};

/** Figures of the whole fleet, for what sums them up, drawn anew with every message; null before the first. */
export function useLiveFigures(): typeof figures | null {
  const seq = useSyncExternalStore(
    subscribe,
    () => store.lastSeq,
    () => null,
  );
  return seq === null ? null : figures;
}
