import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { networkOf } from "@meridian/contracts/listener";
import { clientAddressHeader, countedAsHeader, type SignedCookies } from "../domains/people/index.ts";

const addressWord = "address ";

/** The secret of an `authorization` header; undefined without one. Anything but a bearer is nobody's credential here. */
export function bearerIn(authorization: string | null | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

/** A key by which what shows this secret is refused; only for one that was found valid. */
export function bearerKey(secret: string): string {
  return `bearer ${createHash("sha256").update(secret).digest("hex")}`;
}

/**
 * Whom a request counts against before anybody looks it up: who signed in, by a cookie whose signature is ours, else the client's
 * address. What a client could make up counts as its address: with a new word each time it would begin anew each time.
 */
export function countedAsOf(
  { authorization, cookie }: IncomingHttpHeaders,
  address: string,
  cookies: SignedCookies,
): string {
  const proof = bearerIn(authorization) === undefined ? cookies.proofIn(cookie) : null;
  return proof ?? addressWord + networkOf(address);
}

/** The same, as the listener wrote it on the request. */
export function countedAs(headers: Headers): string {
  return headers.get(countedAsHeader) ?? addressWord + networkOf(headers.get(clientAddressHeader) ?? "");
}

export function isAddress(key: string): boolean {
  return key.startsWith(addressWord);
}
