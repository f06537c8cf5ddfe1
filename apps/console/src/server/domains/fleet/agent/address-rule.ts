import { AppError } from "@meridian/contracts/errors";
import { forbiddenAddress, forbiddenNetwork, isInNetworks } from "@meridian/contracts/listener";
import { type Db, serverAddress, type Tx } from "@meridian/db";
import { isSamePlace, type Place, placeHere, placeOf, portOf } from "./place.ts";

/** Where the console itself listens, and its database: no agent may be reached there. */
export type ConsoleAddress = { port: number; metricsPort?: number; baseUrl: string; databaseUrl: string };

/** A URL that an agent says it is reached by, and where the agents are that have the same port. */
export type ClaimedAddress = Place & { url: URL; neighbours: ReadonlyMap<string, Place> };

type Reader = { db: Db; consoleAt: ConsoleAddress };
/** Whose claim it is, unless it enrols now, and the networks of its region. */
type Claimant = { agentId?: string; networks: readonly string[] };

/**
 * Resolves what an agent says of itself, and where others are. Throws REFUSED_BY_RULE for what is never an agent's: link-local,
 * metadata, multicast and unspecified addresses, the console's own listeners and its database; gateways would send requests
 * there, with a bearer.
 */
export async function readClaim(advertisedUrl: string, { db, consoleAt }: Reader): Promise<ClaimedAddress> {
  const url = new URL(advertisedUrl);
  const place = await placeOf(url);
  const why = await refusalOf(place, consoleAt);
  if (why !== null) throw refused(url, why);
  const others = await agentsAt(db, place.port);
  const places = others.map(async ({ advertisedUrl: at }) => [at, await placeOf(new URL(at))] as const);
  return { url, ...place, neighbours: new Map(await Promise.all(places)) };
}

/**
 * Throws REFUSED_BY_RULE where another agent that is not archived is reached already: whoever holds one credential must not take
 * or disturb another's requests. In the networks set for a region addresses are dealt out anew, as to pods: there an agent that is
 * away keeps none. Called in the transaction that writes the address, under the lock of changes.
 */
export async function assertNobodyElses(
  tx: Pick<Tx, "agent">,
  claim: ClaimedAddress,
  { agentId, networks }: Claimant,
): Promise<void> {
  const isDealtOut = isWithin(claim, networks);
  for (const other of await agentsAt(tx, claim.port)) {
    if (other.id === agentId || (isDealtOut && other.observed?.awaySince)) continue;
    const at = claim.neighbours.get(other.advertisedUrl);
    // One that came after the claim was read and has a name is judged by its name.
    const isTaken = at ? isSamePlace(claim, at) : new URL(other.advertisedUrl).host === claim.url.host;
    if (isTaken)
      throw refused(claim.url, `${other.region.name}/${other.name} has this address until it is archived`);
  }
}

/** Throws VALIDATION for a network that holds nothing but addresses which are never an agent's. */
export function assertNetworks(networks: readonly string[] = []): void {
  for (const network of networks) {
    const why = forbiddenNetwork(network);
    if (why === null) continue;
    const fields = [
      { path: "agentNetworks", message: `${network}: no agent is ever reached at ${why} addresses` },
    ];
    throw new AppError("VALIDATION", "The input is not valid.", { details: { fields } });
  }
}

/** Whether all that the host resolves to lies in these networks. */
export function isWithin({ addresses }: Place, networks: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((address) => isInNetworks(address, networks));
}

async function agentsAt(db: Pick<Tx, "agent">, port: number) {
  const isPreset = port === 80 || port === 443;
  const agents = await db.agent.findMany({
    where: { archivedAt: null, ...(!isPreset && { advertisedUrl: { endsWith: `:${port}` } }) },
    select: {
      ...{ id: true, name: true, advertisedUrl: true },
      region: { select: { name: true } },
      observed: { select: { awaySince: true } },
    },
  });
  return agents.filter(({ advertisedUrl }) => portOf(new URL(advertisedUrl)) === port);
}

function refused({ origin }: URL, why: string): AppError {
  return new AppError("REFUSED_BY_RULE", `No agent is reached at ${origin}: ${why}.`, {
    details: { rule: "agent-address", url: origin, why },
  });
}

async function refusalOf(
  place: Place,
  { port, metricsPort, baseUrl, databaseUrl }: ConsoleAddress,
): Promise<string | null> {
  const forbidden = [place.host, ...place.addresses].map(forbiddenAddress).find((found) => found !== null);
  if (forbidden) return forbidden;
  const ports = metricsPort === undefined ? [port] : [port, metricsPort];
  const console = [...ports.map(placeHere), await placeOf(new URL(baseUrl))];
  if (console.some((own) => isSamePlace(place, own))) return "the console listens there";
  return isSamePlace(place, await placeOfDatabase(databaseUrl))
    ? "the console's database listens there"
    : null;
}

/** As the driver reads the URL. A name that PostgreSQL takes and HTTP spells otherwise, such as 2130706433, becomes one. */
async function placeOfDatabase(databaseUrl: string): Promise<Place> {
  const { host, port } = serverAddress(databaseUrl);
  if (host === "" || host.startsWith("/")) return placeHere(port);
  const name = host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host;
  return { ...(await placeOf(new URL(`http://${name}`))), port };
}
