import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { curlCommand } from "./curl-section.tsx";

it("names the version only when one was chosen", () => {
  const url = "http://127.0.0.1:9000";
  expect(curlCommand({ url, addresses: ["杭州"], version: undefined })).toBe(
    "curl -sS 'http://127.0.0.1:9000/v1/parse' \\\n  -H 'content-type: application/json' \\\n" +
      `  -d '{"addresses":["杭州"]}'`,
  );
  expect(curlCommand({ url, addresses: ["杭州"], version: "compact" })).toContain(
    "-H 'x-meridian-version: compact'",
  );
});

it("asks for what the tester asked for", () => {
  const asked = { addresses: ["朝阳区"], include: ["resolution" as const], region: "北京" };
  expect(curlCommand({ url: "http://h:1", version: undefined, ...asked })).toContain(
    `-d '{"addresses":["朝阳区"],"include":["resolution"],"region":"北京"}'`,
  );
});

it("takes the shell's own API key where gateways ask for one", () => {
  const command = curlCommand({
    url: "http://h:1",
    addresses: ["杭州"],
    version: undefined,
    asksForKeys: true,
  });
  const script = `curl() { printf '%s\\n' "$@"; }\n${command}`;
  const env = { ...process.env, MERIDIAN_API_KEY: "mak_of-this-shell" };
  const given = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", env }).split("\n");
  expect(given).toContain("authorization: Bearer mak_of-this-shell");
});

it("reaches a shell's program unchanged, whatever was typed", () => {
  const address = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(address, { minLength: 1, maxLength: 3 }), (addresses) => {
      const command = curlCommand({ url: "http://h:1", addresses, version: undefined });
      const script = `curl() { for last; do :; done; printf %s "$last"; }\n${command}`;
      const body = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
      expect(JSON.parse(body)).toEqual({ addresses });
    }),
    { numRuns: 20 },
  );
});
