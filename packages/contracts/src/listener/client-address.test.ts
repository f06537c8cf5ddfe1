import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { expect, test } from "vitest";
import { clientAddressOf, compileTrust, networkOf, TrustedProxies } from "./client-address.ts";

function addressOf(peer: string, forwarded: string | undefined, proxies: string): string {
  const request = {
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  } as unknown as IncomingMessage;
  return clientAddressOf(request, compileTrust(TrustedProxies.parse(proxies)));
}

test.each([
  ["nobody is trusted", "198.51.100.7", "203.0.113.9", "", "198.51.100.7"],
  ["one proxy", "10.0.0.2", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"],
  ["two proxies", "10.0.0.2", "203.0.113.9, 10.0.0.3", "10.0.0.0/8", "203.0.113.9"],
  ["a client that lies before the proxy", "10.0.0.2", "1.2.3.4, 203.0.113.9", "10.0.0.2", "203.0.113.9"],
  ["a stranger who calls himself a proxy", "203.0.113.9", "10.0.0.2", "10.0.0.0/8", "203.0.113.9"],
  ["a proxy asks by itself", "10.0.0.2", undefined, "10.0.0.0/8", "10.0.0.2"],
  ["all hops are proxies", "10.0.0.2", "10.0.0.4", "10.0.0.0/8", "10.0.0.4"],
  ["a hop with a port", "10.0.0.2", "203.0.113.9:51234", "10.0.0.2", "203.0.113.9"],
  ["IPv6 with a port", "::1", "[2001:db8::5]:443", "loopback", "2001:db8::5"],
  ["IPv4 in IPv6", "::ffff:10.0.0.2", "::ffff:203.0.113.9", "10.0.0.0/8", "203.0.113.9"],
  ["IPv6 in other letters", "2001:DB8:0::1", "2001:db8::00ff", "2001:db8::1/128", "2001:db8::ff"],
  ["what is no address", "10.0.0.2", "unknown", "10.0.0.2", "10.0.0.2"],
  ["nothing after the comma", "10.0.0.2", "203.0.113.9,", "10.0.0.2", "10.0.0.2"],
])("%s", (_what, peer, forwarded, proxies, expected) => {
  expect(addressOf(peer, forwarded, proxies)).toBe(expected);
});

test("nothing that a stranger sends changes the stranger's address", () => {
  fc.assert(
    fc.property(fc.string(), fc.ipV4(), (header, claimed) => {
      const forwarded = `${header}, ${claimed}`;
      expect(addressOf("203.0.113.9", forwarded, "10.0.0.0/8")).toBe("203.0.113.9");
      expect(addressOf("10.0.0.1", `${forwarded}, 203.0.113.9`, "10.0.0.1")).toBe("203.0.113.9");
    }),
  );
});

test.each(["proxy.example.com", "10.0.0.0/33", "0.0.0.0/0", "10.0.0.1, nonsense"])(
  "%s is refused",
  (text) => {
    expect(TrustedProxies.safeParse(text).error?.issues[0]?.message).toContain(
      "expected addresses or networks",
    );
  },
);

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
  ["", ""],
])("limits count %j as %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
