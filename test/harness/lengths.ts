import { inject } from "vitest";

const isSoak = inject("isSoak");

/** How long and how large stories are, by default and in a soak. */
export const lengths = {
  /** Of a story that grows with these numbers. */
  timeoutMs: isSoak ? 3_600_000 : 180_000,
  /** Addresses of one stream. */
  streamedAddresses: isSoak ? 120_000 : 3000,
  /** Each of them makes two changes that are pushed to every agent. */
  consoleTurns: isSoak ? 1000 : 8,
  /** For how long a link stays cut under load after the story has seen what it looks for. */
  partitionMs: isSoak ? 60_000 : 0,
  /** The console's own; as short as a busy machine allows, since stories wait for them. */
  staleAfterMs: 3000,
  offlineAfterMs: isSoak ? 10_000 : 5000,
  /** Longer than the time after which a silent node counts as offline. */
  stallMs: isSoak ? 13_000 : 6500,
};
