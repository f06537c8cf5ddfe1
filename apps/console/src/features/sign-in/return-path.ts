const home = "/overview";

/** Where to go after signing in: a path of this site and nothing else. */
export function returnPathOf(from: string | string[] | undefined): string {
  if (typeof from !== "string" || !from.startsWith("/")) return home;
  const base = "http://console.invalid";
  if (!URL.canParse(from, base)) return home;
  const { origin, pathname, search } = new URL(from, base);
  return origin === base && pathname !== "/sign-in" ? `${pathname}${search}` : home;
}
