import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { canonicalAddress, isInNetworks } from "@meridian/contracts/listener";
import { within } from "@meridian/contracts/wait";

/** A listener: its host as written, and the IP addresses that this is; none while the name does not resolve here. */
export type Place = { host: string; port: number; addresses: readonly string[] };

const resolveMs = 2000;
/** A fleet that starts asks for the same names over and over. */
const keepMs = 10_000;
/** On the console's own machine one listener is reached by many addresses. */
const thisMachine = ["127.0.0.0/8", "::1/128", "0.0.0.0/32", "::/128"];

/** Resolves the host of a URL, which names a port or has the one of http or https. */
export async function placeOf(url: URL): Promise<Place> {
  const host = hostOf(url);
  return { host, port: portOf(url), addresses: await addressesOf(host) };
}

/** The console's own machine at a port, by whichever address. */
export function placeHere(port: number): Place {
  return { host: "localhost", port, addresses: ["127.0.0.1", "::1"] };
}

/** Whether both lead to one listener, however they are spelled. */
export function isSamePlace(one: Place, other: Place): boolean {
  if (one.port !== other.port) return false;
  if (one.host === other.host) return true;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []),
  );
  const places = new Set(placesOf(one, own));
  return placesOf(other, own).some((place) => places.has(place));
}

function placesOf({ addresses }: Place, own: ReadonlySet<string>): string[] {
  return addresses.map((address) => {
    const known = canonicalAddress(address) ?? address;
    return own.has(known) || isInNetworks(known, thisMachine) ? "this machine" : known;
  });
}

/** Without brackets and the root's dot, so that one host has one name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

const known = new Map<string, { found: Promise<string[]>; untilMs: number }>();

async function addressesOf(host: string): Promise<string[]> {
  if (canonicalAddress(host) !== null) return [host];
  const nowMs = performance.now();
  for (const [name, { untilMs }] of known) if (untilMs <= nowMs) known.delete(name);
  const found = known.get(host)?.found ?? resolve(host);
  if (!known.has(host)) known.set(host, { found, untilMs: nowMs + keepMs });
  return found;
}

async function resolve(host: string): Promise<string[]> {
  // The agent's network may have names that the console's has not: such a host is judged by its name alone.
  const found = await within({ ms: resolveMs, what: `the addresses of ${host}` }, () =>
    lookup(host, { all: true }),
  ).catch(() => []);
  return found.map(({ address }) => address);
}
