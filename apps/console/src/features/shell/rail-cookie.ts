export const railCookieName = "meridian-rail";
export const collapsedValue = "collapsed";

/** A cookie, so that the server draws the rail as it was left. */
export function railCookie(isCollapsed: boolean): string {
  const value = isCollapsed ? collapsedValue : "open";
  return `${railCookieName}=${value}; path=/; max-age=31536000; samesite=lax`;
}
