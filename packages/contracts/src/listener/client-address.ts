import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** Whether an address is one of the operator's own proxies. */
export type Trust = (address: string) => boolean;

/** MERIDIAN_TRUSTED_PROXIES: addresses, networks and `loopback`, `linklocal`, `uniquelocal`, separated by commas. */
export const TrustedProxies = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
  .superRefine((parts, ctx) => {
    for (const part of parts.filter((one) => !isUsable(one))) {
      ctx.addIssue(`expected addresses or networks such as 10.0.0.0/8, separated by commas, found ${part}`);
    }
  });

/** Trusts the proxies of a checked list; nobody for an empty one. */
export function compileTrust(proxies: readonly string[]): Trust {
  const trust = proxyAddr.compile([...proxies]);
  return (address) => trust(address, 0);
}

/**
 * The client's address: the socket's own, or what trusted proxies added to X-Forwarded-For, read from its end. The first hop
 * that is not trusted is the client; whatever stands before it, anybody may have written.
 */
export function clientAddressOf({ socket, headers }: IncomingMessage, trust: Trust): string {
  let address = addressIn(socket.remoteAddress ?? "") ?? "";
  const hops = String(headers["x-forwarded-for"] ?? "").split(",");
  while (trust(address)) {
    const hop = addressIn(hops.pop() ?? "");
    if (hop === null) break;
    address = hop;
  }
  return address;
}

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 address. Limits count by it. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
}

/** One hop without its port and brackets; an IPv4 address in IPv6's clothes as IPv4. Null: no address. */
function addressIn(hop: string): string | null {
  const text = hop.trim();
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const [, dotted] = /^([\d.]+):\d+$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}

function isUsable(proxy: string): boolean {
  try {
    proxyAddr.compile([proxy]);
    return true;
  } catch {
    return false;
  }
}
