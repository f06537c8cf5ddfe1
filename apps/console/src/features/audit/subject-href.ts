import type { AuditChange } from "@meridian/contracts/api";

type Subject = AuditChange["subject"];

const hrefs: Record<string, (id: string) => string> = {
  traffic: (id) => `/traffic?${new URLSearchParams({ origin: id })}`,
  nodes: (id) => `/traffic?${new URLSearchParams({ origin: id })}`,
  rollout: (id) => `/rollouts?${new URLSearchParams({ rollout: id })}`,
  model: () => "/rollouts",
  agent: (id) => `/fleet?${new URLSearchParams({ agent: id })}`,
  region: () => "/settings/regions",
  "enrolment-token": () => "/settings/agents",
  user: () => "/settings/users",
  invitation: () => "/settings/users",
  safety: () => "/settings/safety",
  incident: () => "/settings/safety",
  "api-key": () => "/settings/keys",
  "client-access": () => "/settings/keys",
  "api-token": () => "/settings/tokens",
  "scrape-token": () => "/settings/tokens",
};

/** The page where a subject is looked after; null for one that has none. */
export function subjectHref({ type, id }: Subject): string | null {
  return hrefs[type]?.(id) ?? null;
}

/** How a subject is called; one without a name by its id. */
export function subjectName({ name, id }: Subject): string {
  return name ?? id;
}
