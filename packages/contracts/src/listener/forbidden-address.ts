import ipaddr from "ipaddr.js";

/** Clouds answer credentials there to whoever asks from the machine. */
const metadataAddresses: ReadonlySet<string> = new Set([
  ...["169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
]);
const metadataNames = /^(metadata|instance-data)(\.|$)/;

export type ForbiddenAddress = "unspecified" | "broadcast" | "multicast" | "link-local" | "metadata";

/**
 * Why no agent is ever reached at this host, an IP address or a name; null where nothing is known against it. A name is judged
 * by what it resolves to as well, address by address. IPv4 in an IPv6 address counts as IPv4.
 */
export function forbiddenAddress(host: string): ForbiddenAddress | null {
  const text = host.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (!ipaddr.isValid(text)) return metadataNames.test(text.toLowerCase()) ? "metadata" : null;
  const address = unwrapped(ipaddr.process(text));
  if (metadataAddresses.has(address.toString())) return "metadata";
  // The library's types leave one of its ranges out.
  const range: string = address.range();
  // Site-local addresses were withdrawn, and routers still treat some of them as local.
  if (range === "linkLocal" || range === "deprecatedSiteLocal") return "link-local";
  return range === "unspecified" || range === "broadcast" || range === "multicast" ? range : null;
}

/** Why no agent is ever reached anywhere in this network; null for one that is none, or that holds addresses of other kinds too. */
export function forbiddenNetwork(network: string): ForbiddenAddress | null {
  if (!ipaddr.isValidCIDR(network)) return null;
  const family = network.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  const ends = [family.networkAddressFromCIDR(network), family.broadcastAddressFromCIDR(network)];
  const [first, last] = ends.map((end) => forbiddenAddress(end.toString()));
  return first !== undefined && first === last ? first : null;
}

/** One spelling for one IP address, so that two can be compared; null for a name. */
export function canonicalAddress(host: string): string | null {
  const text = host.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  return ipaddr.isValid(text) ? unwrapped(ipaddr.process(text)).toString() : null;
}

/** Whether an IP address lies in one of these networks, such as 10.0.0.0/8. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const own = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === own.kind() && own.match(base, bits);
  });
}

/** The IPv4 address that NAT64, 6to4, IPv4-translated (RFC 6145), Teredo and the old IPv4-compatible form lead to. */
function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === "6to4") return ipaddr.fromByteArray(bytes.slice(2, 6)) as ipaddr.IPv4;
  if (range === "teredo")
    return ipaddr.fromByteArray(bytes.slice(12).map((byte) => byte ^ 0xff)) as ipaddr.IPv4;
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 15).some(Boolean);
  if (range !== "rfc6052" && range !== "rfc6145" && !isCompatible) return address;
  return ipaddr.fromByteArray(bytes.slice(12)) as ipaddr.IPv4;
}
