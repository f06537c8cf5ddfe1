import { expect, test } from "vitest";
import { canonicalAddress, forbiddenAddress, forbiddenNetwork, isInNetworks } from "./forbidden-address.ts";

test.each([
  ["169.254.169.254", "metadata"],
  ["169.254.0.1", "link-local"],
  ["fe80::1", "link-local"],
  ["[fe80::1]", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["febf::1", "link-local"],
  ["fd00:ec2::254", "metadata"],
  ["100.100.100.200", "metadata"],
  ["::ffff:169.254.169.254", "metadata"],
  ["::ffff:a9fe:a9fe", "metadata"],
  ["64:ff9b::a9fe:a9fe", "metadata"],
  ["2002:a9fe:1::", "link-local"],
  ["::169.254.3.4", "link-local"],
  ["::ffff:0:a9fe:a9fe", "metadata"],
  ["64:ff9b:1::a9fe:a9fe", "metadata"],
  // Teredo, with 169.254.169.254 turned over at its end.
  ["2001:0:808:808:0:0:5601:5601", "metadata"],
  ["fec0::1", "link-local"],
  ["0.0.0.0", "unspecified"],
  ["::", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["255.255.255.255", "broadcast"],
  ["224.0.0.1", "multicast"],
  ["ff02::1", "multicast"],
  ["metadata.google.internal", "metadata"],
  ["Metadata", "metadata"],
])("%s is %s", (host, why) => {
  expect(forbiddenAddress(host)).toBe(why);
});

test.each([
  "127.0.0.1",
  "::1",
  "localhost",
  "10.1.2.3",
  "192.168.1.1",
  "fd12::1",
  "8.8.8.8",
  "2001:db8::1",
  "gpu-7.example.com",
])("%s may be an agent's", (host) => {
  expect(forbiddenAddress(host)).toBeNull();
});

test("an address lies in networks of its own family", () => {
  const networks = ["10.42.0.0/16", "fd12::/48"];
  expect(isInNetworks("10.42.7.9", networks)).toBe(true);
  expect(isInNetworks("::ffff:10.42.7.9", networks)).toBe(true);
  expect(isInNetworks("fd12::9", networks)).toBe(true);
  expect(isInNetworks("10.43.0.1", networks)).toBe(false);
  expect(isInNetworks("gpu-7", networks)).toBe(false);
  expect(isInNetworks("10.42.7.9", [])).toBe(false);
});

test("one address has one spelling, a name none", () => {
  const spellings = ["10.0.0.1", "::ffff:10.0.0.1", "[::ffff:a00:1]", "64:ff9b::a00:1"];
  expect(spellings.map(canonicalAddress)).toEqual(spellings.map(() => "10.0.0.1"));
  expect(canonicalAddress("[FD12:0:0::9%eth0]")).toBe("fd12::9");
  expect(canonicalAddress("gpu-7")).toBeNull();
});

test.each([
  ["fe80::/10", "link-local"],
  ["169.254.0.0/16", "link-local"],
  ["169.254.169.254/32", "metadata"],
  ["224.0.0.0/4", "multicast"],
  ["ff00::/8", "multicast"],
  ["10.42.0.0/16", null],
  ["0.0.0.0/0", null],
  ["::/0", null],
  ["fd00::/8", null],
])("the network %s: %s", (network, why) => {
  expect(forbiddenNetwork(network)).toBe(why);
});
