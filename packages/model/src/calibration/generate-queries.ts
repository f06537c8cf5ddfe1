import type { Divisions } from "./generate-addresses.ts";
import { generateAddresses } from "./generate-addresses.ts";
import { Random } from "./random.ts";
import * as w from "./words.ts";

/** Made-up searches for places as people type them, where and then what. The same seed gives the same queries. */
export function generateQueries(divisions: Divisions, count: number, seed: number): string[] {
  const r = new Random(seed);
  return generateAddresses(divisions, count, seed + 1).map((address) => {
    const where = address.slice(0, 1 + r.below(address.length)).map(({ text }) => text);
    const kind = r.pick([...w.SHOPS, ...w.PLACES]);
    return [...where, r.pick(w.LINKS), ...r.maybe(2, r.pick(w.POI_STEMS)), kind].join("");
  });
}
