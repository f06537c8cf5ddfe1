import type { AuditFilter } from "@meridian/contracts/api";

export const paramNames = ["actor", "kind", "subject", "from", "to", "text"] as const;
/** The filter as it stands in the URL: days are those of the person's own calendar. */
export type AuditParams = Partial<Record<(typeof paramNames)[number], string>>;

export function readParams(search: URLSearchParams): AuditParams {
  return presentParams((name) => search.get(name));
}

/** The params that have a value. */
export function presentParams(
  valueOf: (name: (typeof paramNames)[number]) => string | null | undefined,
): AuditParams {
  const entries = paramNames.map((name) => [name, valueOf(name)?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** The page with this filter and, if named, a change's sheet open. */
export function auditHref(params: AuditParams, revision: string | null = null): string {
  const search = searchOf(params, revision === null ? {} : { change: revision });
  return search === "" ? "/audit" : `/audit?${search}`;
}

export function exportHref(format: "csv" | "jsonl", params: AuditParams): string {
  return `/api/v1/audit/export?${searchOf(toFilter(params), { format })}`;
}

/** What the server is asked for. A day that is none does not narrow. */
export function toFilter({ actor, kind, subject, from, to, text }: AuditParams): AuditFilter {
  const [subjectType, subjectId] = subject?.split(":", 2) ?? [];
  const start = startOfDay(from, 0);
  const end = startOfDay(to, 1);
  return {
    ...(actor && { actorId: actor }),
    ...(kind && { kind }),
    ...(subjectType && { subjectType }),
    ...(subjectId && { subjectId }),
    ...(start && { from: start }),
    ...(end && { to: end }),
    ...(text && { text }),
  };
}

function startOfDay(day: string | undefined, plusDays: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "") ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + plusDays).toISOString();
}

function searchOf(...parts: Record<string, string | undefined>[]): string {
  const entries = parts.flatMap((part) => Object.entries(part));
  const present = entries.filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(present).toString();
}
