import { expect, it } from "vitest";
import { returnPathOf } from "./return-path.ts";

it.each([
  ["/tester", "/tester"],
  ["/fleet?agent=ag_4x7kq2m9pz3t", "/fleet?agent=ag_4x7kq2m9pz3t"],
  [undefined, "/fleet"],
  [["/tester", "/fleet"], "/fleet"],
  ["https://elsewhere.example/", "/fleet"],
  ["//elsewhere.example/fleet", "/fleet"],
  ["/\\elsewhere.example", "/fleet"],
  ["javascript:alert(1)", "/fleet"],
  ["/sign-in?from=/tester", "/fleet"],
])("from %j one comes back to %s", (from, path) => {
  expect(returnPathOf(from)).toBe(path);
});
