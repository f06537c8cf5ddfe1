import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { forbiddenAddress } from "@meridian/contracts/listener";

/**
 * Resolves a node's name as usual, and refuses where it leads to an address that is never an agent's. The console judged the name
 * when it was advertised; whoever holds its DNS may have turned it since, to have a bearer sent elsewhere.
 */
export const guardedLookup: LookupFunction = (host, options, callback) => {
  lookup(host, options, (error, address, family) => {
    if (error) return callback(error, address, family);
    const found =
      typeof address === "string" ? [address] : (address as { address: string }[]).map((one) => one.address);
    const why = found.map(forbiddenAddress).find((one) => one !== null);
    if (!why) return callback(null, address, family);
    const refusal = Object.assign(new Error(`${host} leads to a ${why} address`), {
      code: "EFORBIDDENADDRESS",
    });
    callback(refusal, address, family);
  });
};
