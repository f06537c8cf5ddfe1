import { describe, expect, it } from "vitest";
import { parseStartOptions } from "./start-options.ts";

describe("parseStartOptions", () => {
  it("has a default for everything", () => {
    const options = parseStartOptions([]);
    expect(options).toMatchObject({ port: 3000, host: "127.0.0.1", hasTraffic: true, isFresh: false });
    expect(options.regions).toHaveLength(3);
    expect(options.dataDir).toMatch(/\.meridian$/);
  });

  it("reads every option", () => {
    const args = [
      "--port",
      "4000",
      "--regions=eu-central:3",
      "--no-traffic",
      "--fresh",
      "--data-dir",
      "/tmp/m",
    ];
    expect(parseStartOptions(args)).toMatchObject({
      port: 4000,
      regions: [{ name: "eu-central", nodes: 3 }],
      hasTraffic: false,
      isFresh: true,
      dataDir: "/tmp/m",
    });
  });

  it("starts nothing but database and console when asked for an empty one", () => {
    expect(parseStartOptions(["--empty"])).toMatchObject({ regions: [], hasTraffic: false });
    expect(() => parseStartOptions(["--empty", "--regions", "cn-east:1"])).toThrow(
      "cannot be used with option",
    );
    for (const args of [
      ["--regions", "a:1", "--empty"],
      ["--empty", "--regions=nonsense"],
    ])
      expect(() => parseStartOptions(args)).toThrow("cannot be used with option");
  });

  it.each([["--port", "0"], ["--port", "x"], ["--prot", "1"], ["now"]])("refuses %s %s", (...args) => {
    expect(() => parseStartOptions(args)).toThrow();
  });
});
