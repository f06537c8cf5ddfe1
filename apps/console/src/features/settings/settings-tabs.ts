import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";

export const settingsTabs = [
  { key: "regions", href: "/settings/regions", role: "viewer" },
  { key: "agents", href: "/settings/agents", role: "viewer" },
  { key: "safety", href: "/settings/safety", role: "viewer" },
  { key: "keys", href: "/settings/keys", role: "viewer" },
  { key: "users", href: "/settings/users", role: "admin" },
  { key: "tokens", href: "/settings/tokens", role: "admin" },
  { key: "sessions", href: "/settings/sessions", role: "viewer" },
  { key: "preferences", href: "/settings/preferences", role: "viewer" },
] as const satisfies readonly { key: string; href: string; role: UserRole }[];

/** The tabs that a role may use, in their order. */
export function settingsTabsFor(role: UserRole) {
  return settingsTabs.filter((tab) => roleIncludes(role, tab.role));
}
