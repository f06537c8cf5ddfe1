import { AppError } from "@meridian/contracts/errors";

type Place = { method: string; path: string };
export type Match<Route> =
  | { route: Route; parameters: Record<string, string> }
  /** The path is known, with these methods. */
  | { allowed: string[] };

/** Finds the route of a request, by method and path below /api/v1. Throws NOT_FOUND, naming the nearest path. */
export function matchRoute<Route extends Place>(
  routes: readonly Route[],
  method: string,
  pathname: string,
): Match<Route> {
  const found = routes.flatMap((route) => {
    const parameters = matchPath(route.path, pathname);
    return parameters ? [{ route, parameters }] : [];
  });
  // A literal path stands before one with a parameter in the same place.
  const fewest = Math.min(...found.map(({ parameters }) => Object.keys(parameters).length));
  const nearest = found.filter(({ parameters }) => Object.keys(parameters).length === fewest);
  const wanted = method === "HEAD" ? "GET" : method;
  const match = nearest.find(({ route }) => route.method === wanted);
  if (match) return match;
  if (nearest.length > 0) return { allowed: nearest.map(({ route }) => route.method) };
  throw new AppError("NOT_FOUND", notFoundMessage(routes, pathname));
}

/** Values by name when a path fits a template; null when it does not. */
function matchPath(template: string, pathname: string): Record<string, string> | null {
  const names = template.split("/");
  const values = pathname.split("/");
  if (names.length !== values.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? "";
    if (name.startsWith("{") && value !== "") parameters[name.slice(1, -1)] = decode(value);
    else if (name !== value) return null;
  }
  return parameters;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new AppError("VALIDATION", "The path is not well encoded.", { cause });
  }
}

function notFoundMessage(routes: readonly Place[], pathname: string): string {
  const distances = routes.map(({ path }) => ({
    path,
    distance: editDistance(path, pathname.slice(0, 200)),
  }));
  const [nearest] = distances.toSorted((a, b) => a.distance - b.distance);
  return `There is no such path.${nearest ? ` The nearest is /api/v1${nearest.path}.` : ""}`;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, from] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, to] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (from === to ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
