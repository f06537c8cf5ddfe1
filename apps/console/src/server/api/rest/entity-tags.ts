import { AppError } from "@meridian/contracts/errors";

/**
 * A tag of ours: the revision, also weak (nginx weakens tags where it compresses), or with the suffix that Apache and Jetty
 * add there.
 */
const tagPattern = /^(?:W\/)?"?(\d+)(?:--?(?:gzip|br|zstd))?"?$/;

/** The tag names the desired state, for the If-Match of a change; observed values may differ under the same tag. */
export function etagOf(output: unknown): string | null {
  const revision = typeof output === "object" && output !== null && "revision" in output && output.revision;
  return typeof revision === "string" ? `"${revision}"` : null;
}

/** Whether the caller has this state already. */
export function isKnown(etag: string, ifNoneMatch: string | null): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.trim() === "*" || revisionsIn(ifNoneMatch).some((revision) => etag === `"${revision}"`);
}

/** An If-Match as a `baseRevision`: `*`, or revisions separated by commas. Throws VALIDATION when it names none of ours. */
export function baseRevisionOf(ifMatch: string): string {
  if (ifMatch.trim() === "*") return "*";
  const revisions = revisionsIn(ifMatch);
  if (revisions.length > 0) return revisions.join(",");
  throw new AppError(
    "VALIDATION",
    `Expected If-Match: "<revision>", revisions as decimal digits, or *; found ${ifMatch}.`,
  );
}

function revisionsIn(tags: string): string[] {
  return tags.split(",").flatMap((tag) => tagPattern.exec(tag.trim())?.[1] ?? []);
}
