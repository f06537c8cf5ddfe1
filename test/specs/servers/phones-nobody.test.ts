import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layoutOf } from "../../../scripts/lib/paths.ts";
import { tryProduct } from "../../../scripts/test/try-product.ts";

/** What runs models began to look for its vendor within seconds. */
const restMs = 60_000;
/** Only what opens connections or asks for names; PostgreSQL and engines are children, and followed. */
const traced = [
  "-D",
  "-f",
  "-qq",
  "--seccomp-bpf",
  "-e",
  "trace=connect,sendto,sendmsg,sendmmsg",
  "-e",
  "signal=none",
];

let dir: string;
let calls: string[];
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "meridian-phones-"));
  chmodSync(dir, 0o755);
  for (const name of ["home", "data"]) mkdirSync(join(dir, name));
  const trace = join(dir, "trace");
  await tryProduct(process.execPath, join(dir, "data"), {
    under: ["strace", ...traced, "-o", trace],
    env: { HOME: join(dir, "home"), XDG_CACHE_HOME: "" },
    restMs,
  });
  calls = readFileSync(trace, "utf8").split("\n");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("console, gateway, node and engine, watched for a minute", () => {
  it("connect to nothing but themselves, and ask nobody for a name", () => {
    const aimed = calls.filter((call) => /sa_family=AF_INET6?,/.test(call));
    expect(aimed.length).toBeGreaterThan(20);
    const isOwn = (call: string) => /"(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)"/.test(call);
    const asksForNames = (call: string) => /sin6?_port=htons\((53|853|5353)\)/.test(call);
    expect(aimed.filter((call) => !isOwn(call) || asksForNames(call))).toEqual([]);
  });

  it("write nothing into the home folder", () => {
    expect(readdirSync(join(dir, "home"), { recursive: true })).toEqual([]);
  });

  it("write logs of which each line is JSON", () => {
    const { logs } = layoutOf(join(dir, "data"));
    const files = readdirSync(logs).filter((name) => name.endsWith(".log") && name !== "build.log");
    expect(files).toEqual(expect.arrayContaining(["console.log"]));
    expect(files.length).toBeGreaterThanOrEqual(3);
    const lines = files.flatMap((name) => readFileSync(join(logs, name), "utf8").split("\n").filter(Boolean));
    expect(lines.filter((line) => !isJson(line))).toEqual([]);
  });
});

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
