import { describe, expect, it } from "vitest";
import { applyEnvProxy } from "./env.ts";

describe("applyEnvProxy", () => {
  it("does nothing where no proxy is named", () => {
    const env = { HTTPS_PROXY: "", NO_PROXY: "example.com" };
    expect(applyEnvProxy(env)).toEqual([]);
    expect(env).toEqual({ HTTPS_PROXY: "", NO_PROXY: "example.com" });
  });

  it.each([
    ["socks5://proxy:1080", "found socks5://proxy:1080"],
    ["http://", "found http://"],
    ["ftp://user:secret@proxy", "found another, with a password"],
  ])("refuses %s", (HTTPS_PROXY, found) => {
    const [problem, ...more] = applyEnvProxy({ HTTPS_PROXY });
    expect(problem).toMatch(/^HTTPS_PROXY, HTTP_PROXY: expected a proxy such as http:/);
    expect(problem).toContain(found);
    expect(problem).not.toContain("secret");
    expect(more).toEqual([]);
  });
});
