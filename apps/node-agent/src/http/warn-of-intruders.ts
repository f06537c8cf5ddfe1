import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

const quietMs = 60_000;
const addressesMax = 1000;

/** Logs who sent a wrong credential, each address once a minute: whoever guesses must not fill the log. */
export function warnOfIntruders(logger: Logger, what: string): (clientAddress: string) => void {
  const told = new LRUCache<string, true>({ max: addressesMax, ttl: quietMs });
  return (clientAddress) => {
    if (told.has(clientAddress)) return;
    told.set(clientAddress, true);
    logger.warn({ clientAddress }, what);
  };
}
