import { expect, test } from "vitest";
import { guardedLookup } from "./guarded-lookup.ts";

const resolve = (host: string, all: boolean) =>
  new Promise((done, fail) =>
    guardedLookup(host, { all }, (error, address) => (error ? fail(error) : done(address))),
  );

test("a name that leads to a machine is resolved, one address or all", async () => {
  expect(["127.0.0.1", "::1"]).toContain(await resolve("localhost", false));
  expect(JSON.stringify(await resolve("localhost", true))).toMatch(/127\.0\.0\.1|::1/);
});

test.each(["169.254.169.254", "0.0.0.0", "fe80::1"])(
  "a name that leads to %s is refused",
  async (address) => {
    for (const all of [true, false]) {
      await expect(resolve(address, all)).rejects.toMatchObject({ code: "EFORBIDDENADDRESS" });
    }
  },
);
