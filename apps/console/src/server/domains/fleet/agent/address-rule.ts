import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { AppError } from "@meridian/contracts/errors";
import { forbiddenAddress, isInNetworks } from "@meridian/contracts/listener";
import { within } from "@meridian/contracts/wait";

/** Where the console itself listens: no agent may be reached there. */
export type ConsoleAddress = { port: number; metricsPort?: number; baseUrl: string };

/** A URL that an agent says it is reached by, and the IP addresses of its host: none while the name does not resolve here. */
export type ClaimedAddress = { url: URL; addresses: string[] };

const resolveMs = 2000;
const loopback = ["127.0.0.0/8", "::1/128"];

/**
 * Resolves what an agent says of itself. Throws REFUSED_BY_RULE for what is never an agent's: link-local, metadata, multicast and
 * unspecified addresses, and the console's own listeners; gateways would send requests there, with a bearer.
 */
export async function readClaim(advertisedUrl: string, consoleAt: ConsoleAddress): Promise<ClaimedAddress> {
  const url = new URL(advertisedUrl);
  const claim = { url, addresses: await addressesOf(hostOf(url)) };
  const why = refusalOf(claim, consoleAt);
  if (why === null) return claim;
  throw new AppError("REFUSED_BY_RULE", `No agent is reached at ${url.origin}: ${why}.`, {
    details: { rule: "agent-address", url: url.origin, why },
  });
}

/** Whether all that the host resolves to lies in these networks. */
export function isWithin({ addresses }: ClaimedAddress, networks: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((address) => isInNetworks(address, networks));
}

/** Without brackets and the root's dot, so that one host has one name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

async function addressesOf(host: string): Promise<string[]> {
  if (isInNetworks(host, ["0.0.0.0/0", "::/0"])) return [host];
  // The agent's network may have names that the console's has not: such a host is judged by its name alone.
  const found = await within({ ms: resolveMs, what: `the addresses of ${host}` }, () =>
    lookup(host, { all: true }),
  ).catch(() => []);
  return found.map(({ address }) => address);
}

function refusalOf({ url, addresses }: ClaimedAddress, consoleAt: ConsoleAddress): string | null {
  const forbidden = [hostOf(url), ...addresses].map(forbiddenAddress).find((found) => found !== null);
  if (forbidden) return forbidden;
  return isConsole({ url, addresses }, consoleAt) ? "the console listens there" : null;
}

function isConsole(
  { url, addresses }: ClaimedAddress,
  { port, metricsPort, baseUrl }: ConsoleAddress,
): boolean {
  const base = new URL(baseUrl);
  if (hostOf(url) === hostOf(base) && portOf(url) === portOf(base)) return true;
  if (portOf(url) !== port && portOf(url) !== metricsPort) return false;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((one) => one?.map(({ address }) => address)),
  );
  return addresses.some((address) => own.has(address) || isInNetworks(address, loopback));
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
