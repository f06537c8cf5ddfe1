import { AppError } from "@meridian/contracts/errors";
import type { RegionLimit } from "@meridian/contracts/fleet";
import type { Db } from "@meridian/db";
import { namesAny, type Touches, touchedRegions } from "./touched-regions.ts";

type Change = {
  /** Of the caller: a person's role, or an API token. */
  regions: RegionLimit;
  /** Left out: the whole fleet, so that what declares nothing is refused and not let through. */
  touches?: Touches | undefined;
  db: Db;
  /** Not validated yet: who may not call is told so before anything of the input. */
  getRawInput: () => Promise<unknown>;
};

/**
 * Who is limited to regions changes those alone, and nothing that concerns the whole fleet; their own account stays theirs. Answers
 * FORBIDDEN that names the regions; null: they may.
 */
export async function regionRefusal({
  regions,
  touches = "fleet",
  db,
  getRawInput,
}: Change): Promise<AppError | null> {
  if (regions === null || touches === "own") return null;
  const input = await getRawInput();
  const touched = await touchedRegions(db, touches, input);
  // Refused all the same, and not as if it concerned the whole fleet.
  if (touched === null && touches !== "fleet") return nothingNamed(input);
  const outside = touched?.filter((id) => !regions.includes(id));
  if (outside?.length === 0) return null;
  const nameOf = await namesOf(db, [...regions, ...(outside ?? [])]);
  const allowed = regions.map(nameOf);
  const needed = outside ? outside.map(nameOf) : null;
  const limit =
    allowed.length > 0 ? `You may change ${allowed.join(", ")} alone` : "You may change no region";
  return new AppError("FORBIDDEN", `${limit}; this concerns ${needed?.join(", ") ?? "the whole fleet"}.`, {
    details: { rule: needed ? "region-limit" : "region-limit-fleet", regions: allowed, needed },
  });
}

function nothingNamed(input: unknown): AppError {
  return namesAny(input)
    ? new AppError("NOT_FOUND", "Nothing that this could change has such an id or revision.")
    : new AppError("VALIDATION", "Expected what this is to change by its id or revision, found none.");
}

/** A mutation that is only tried, and rolled back. */
export function isDryRun(input: unknown): boolean {
  return typeof input === "object" && input !== null && "dryRun" in input && input.dryRun === true;
}

/** One that is not known keeps its id. */
async function namesOf(db: Db, ids: readonly string[]): Promise<(id: string) => string> {
  const found = await db.region.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
