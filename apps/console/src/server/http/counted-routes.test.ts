import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { countedRoutes, countsItself, isFree } from "./counted-routes.ts";

const app = fileURLToPath(new URL("../../app", import.meta.url));
const routes = readdirSync(`${app}/api`, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)route\.ts$/.test(file))
  .map((file) => `api/${file}`);
const methods = ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"];

/** A path that Next takes to this file, with something for each parameter. */
const pathTo = (file: string) => `/${file.replace("/route.ts", "").replaceAll(/\[[^\]]+\]/g, "x")}`;
const asked = (method: string, url: string) => ({ method, url }) as IncomingMessage;

test("there are routes", () => {
  expect(routes.length).toBeGreaterThanOrEqual(countedRoutes.length);
});

test.each(routes)("%s is counted by itself or asked by balancers, with each of its methods", (file) => {
  const text = readFileSync(`${app}/${file}`, "utf8");
  const path = pathTo(file);
  const taken = methods.filter((method) => new RegExp(`export[^;]*\\b${method}\\b`).test(text));
  expect(taken).not.toEqual([]);
  if (isFree(asked("GET", path))) return expect(taken).toEqual(["GET"]);
  for (const method of taken) expect([method, countsItself(asked(method, path))]).toEqual([method, true]);
  expect(text).toContain("withLimitHeaders");
});

test.each([
  ["GET", "/api/nothing"],
  ["GET", "/api/v1/"],
  ["GET", "/api/agents/enrol"],
  ["PUT", "/api/auth/sign-out"],
  ["GET", "/api/trpc/a/b"],
  ["GET", "/fleet"],
  ["GET", "/api/health/x"],
])("%s %s is counted by the listener", (method, path) => {
  expect([countsItself(asked(method, path)), isFree(asked(method, path))]).toEqual([false, false]);
});
