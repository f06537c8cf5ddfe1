import { expect, test } from "vitest";
import { appRouter } from "../root.ts";
import type { Meta } from "../trpc.ts";
import { propertiesOf } from "./coerce-query.ts";
import { matchRoute } from "./match-route.ts";
import { parametersOf, routes } from "./routes.ts";

type Declared = { _def: { type: string; meta: Meta } };
const declared = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>);

test("every procedure stands under /api/v1, but for what people do about themselves", () => {
  const without = declared.filter(([, { _def }]) => !_def.meta.rest);
  expect(without.map(([name]) => name).filter((name) => !name.startsWith("session."))).toEqual([]);
  for (const [name, { _def }] of without) expect(_def.meta.isPersonal, name).toBe(true);
});

test("a GET changes nothing, and whatever changes something is no GET", () => {
  for (const { procedure, method, type } of routes) {
    expect(method === "GET", procedure).toBe(type === "query");
  }
});

test("every DELETE takes a reason, and goes without one", () => {
  const ending = routes.filter(({ method }) => method === "DELETE");
  expect(ending.length).toBeGreaterThan(4);
  for (const { procedure, path, input } of ending) {
    const ids = Object.fromEntries(parametersOf(path).map((name) => [name, "x"]));
    expect(input.safeParse(ids).success, procedure).toBe(true);
    expect(input.safeParse({ ...ids, reason: "seen in a log" }).success, procedure).toBe(true);
    expect(input.safeParse({ ...ids, reason: "" }).success, procedure).toBe(false);
  }
});

test("no two procedures stand in one place", () => {
  const places = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

test("every parameter of a path is a field of the input, and every procedure says what it answers", () => {
  for (const { procedure, path, input, output } of routes) {
    expect(Object.keys(propertiesOf(input)), procedure).toEqual(expect.arrayContaining(parametersOf(path)));
    expect(output.def.type, procedure).not.toBe("unknown");
  }
});

test("each path leads to its own procedure", () => {
  for (const route of routes) {
    const parameters = Object.fromEntries(parametersOf(route.path).map((name) => [name, `a/${name}`]));
    const pathname = route.path.replaceAll(/\{(\w+)\}/g, (_all, name) => `a%2F${name}`);
    expect(matchRoute(routes, route.method, pathname)).toEqual({ route, parameters });
  }
});

test("a wrong method is told the right ones, a wrong path the nearest", () => {
  expect(matchRoute(routes, "DELETE", "/regions")).toEqual({ allowed: ["GET", "POST"] });
  expect(() => matchRoute(routes, "GET", "/trafic")).toThrow("The nearest is /api/v1/traffic.");
  expect(() => matchRoute(routes, "GET", "/regions/")).toThrow("/api/v1/regions");
  expect(() => matchRoute(routes, "GET", "/audit/changes/%")).toThrow(/encoded/);
  expect(matchRoute(routes, "HEAD", "/fleet")).toHaveProperty("route.procedure", "fleet.overview");
});
