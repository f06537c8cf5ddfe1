import { AppError } from "@meridian/contracts/errors";
import { isDatabaseAway } from "@meridian/db";

/** A lost database becomes UNAVAILABLE, which callers may retry; any other error is returned as it is. */
export function toKnownError(error: unknown): unknown {
  if (!isDatabaseAway(error)) return error;
  return new AppError("UNAVAILABLE", "The database cannot be reached. Try again later.", { cause: error });
}
