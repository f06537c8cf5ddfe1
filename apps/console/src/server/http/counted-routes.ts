import type { IncomingMessage } from "node:http";

/** Every method that a browser or a script may send, as the listener passes it on. */
const any = /^/;
const get = /^(GET|HEAD)$/;
const post = /^POST$/;
const getOrPost = /^(GET|HEAD|POST)$/;

/**
 * The routes below `/api` that count what they are asked for by themselves, by who asks. Only what is one of them to the letter:
 * of any other path and method a framework makes a page that says so, which costs as much as every page.
 */
export const countedRoutes: readonly [methods: RegExp, path: RegExp][] = [
  [any, /^\/api\/v1\/./],
  [getOrPost, /^\/api\/auth\/./],
  [getOrPost, /^\/api\/trpc\/[^/]+$/],
  [post, /^\/api\/agents\/enrol$/],
  [get, /^\/api\/agents\/models\/[^/]+\/[^/]+$/],
  [post, /^\/api\/invitations\/accept$/],
];

/** What balancers ask, and files. */
const free = /^\/(livez|readyz|api\/health)$|^\/_next\/static\//;

export function pathOf({ url = "" }: IncomingMessage): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}

export function isFree(request: IncomingMessage): boolean {
  return free.test(pathOf(request));
}

/** Whether its route counts it. */
export function countsItself(request: IncomingMessage): boolean {
  const path = pathOf(request);
  return countedRoutes.some(([methods, route]) => methods.test(request.method ?? "GET") && route.test(path));
}
