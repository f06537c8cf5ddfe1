import type { Db } from "@meridian/db";
import { networkOf } from "@meridian/contracts/listener";
import { hashSecret } from "../../secret-hash.ts";
import { countTry, takeBackTry, type TryLimit } from "./tries.ts";

/** Failed sign-ins a minute. */
const triesMax = { perAccountAndAddress: 10, perAddress: 30, perAccount: 20 } as const;
const knownLimit = "sign-in-known";
const knownForMs = 30 * 24 * 3_600_000;

export type SignInTry = { email: string; address: string };

/**
 * Counts a try to sign in. Whoever signed in to an account from an address lately is limited by what that address tries at that
 * account alone: strangers, at other addresses or behind the same one, cannot lock people out. Throws OVERLOADED.
 */
export async function countSignIn(db: Db, given: SignInTry, now: Date): Promise<void> {
  await countTry(db, await limitsOf(db, given, now), now);
}

/** Remembers that this account is used from this address, and takes the try back. */
export async function recordSignIn(db: Db, given: SignInTry, now: Date): Promise<void> {
  await takeBackTry(db, await limitsOf(db, given, now));
  const key = knownSignInKey(given);
  const lastRequest = BigInt(now.getTime());
  await db.rateLimit.upsert({
    where: { key },
    create: { id: key, key, count: 1, lastRequest },
    update: { lastRequest },
  });
}

async function limitsOf(db: Db, given: SignInTry, now: Date): Promise<TryLimit[]> {
  const { email, address } = given;
  const own = { key: keyOf("sign-in", email, networkOf(address)), max: triesMax.perAccountAndAddress };
  if (await isKnown(db, given, now)) return [own];
  return [
    { key: keyOf("sign-in-address", networkOf(address)), max: triesMax.perAddress },
    own,
    { key: keyOf("sign-in-account", email), max: triesMax.perAccount },
  ];
}

async function isKnown(db: Db, given: SignInTry, now: Date): Promise<boolean> {
  const row = await db.rateLimit.findUnique({ where: { key: knownSignInKey(given) } });
  return row !== null && Number(row.lastRequest) > now.getTime() - knownForMs;
}

/** Keys, as `knownSignInKey` makes them, of accounts and the addresses from where somebody signed in to them lately. */
export async function listKnownSignIns(db: Db, now: Date): Promise<string[]> {
  const lastRequest = { gt: BigInt(now.getTime() - knownForMs) };
  const where = { key: { startsWith: `${knownLimit}|` }, lastRequest };
  const rows = await db.rateLimit.findMany({ where, select: { key: true } });
  return rows.map(({ key }) => key);
}

export function knownSignInKey({ email, address }: SignInTry): string {
  return keyOf(knownLimit, email, networkOf(address));
}

/** Hashed: people type passwords into the field for the e-mail. */
function keyOf(limit: string, ...parts: string[]): string {
  return `${limit}|${hashSecret(parts.join("\n").toLowerCase())}`;
}
