const home = "/overview";

/** Where to go after signing in: a path of this site and nothing else. */
export function returnPathOf(from: string | string[] | undefined): string {
  if (typeof from !== "string" || !from.startsWith("/")) return home;
  const base = "http://console.invalid";
  if (!URL.canParse(from, base)) return home;
  const { origin, pathname, search } = new URL(from, base);
  const path = `${pathname}${search}`;
  // A path may become one that names a host: `/.//elsewhere` is `//elsewhere` once its dots are resolved.
  const isHere = origin === base && new URL(path, base).origin === base;
  return isHere && pathname !== "/sign-in" ? path : home;
}
