import { expect, it } from "vitest";
import { returnPathOf } from "./return-path.ts";

it.each([
  ["/tester", "/tester"],
  ["/fleet?agent=ag_4x7kq2m9pz3t", "/fleet?agent=ag_4x7kq2m9pz3t"],
  [undefined, "/overview"],
  [["/tester", "/fleet"], "/overview"],
  ["https://elsewhere.example/", "/overview"],
  ["//elsewhere.example/fleet", "/overview"],
  ["/\\elsewhere.example", "/overview"],
  ["/.//elsewhere.example/login", "/overview"],
  ["/fleet/..//elsewhere.example", "/overview"],
  ["/%2e//elsewhere.example", "/overview"],
  ["/.\\/elsewhere.example", "/overview"],
  ["/\t/elsewhere.example", "/overview"],
  ["/fleet//nodes", "/fleet//nodes"],
  ["javascript:alert(1)", "/overview"],
  ["/sign-in?from=/tester", "/overview"],
])("from %j one comes back to %s", (from, path) => {
  expect(returnPathOf(from)).toBe(path);
});
