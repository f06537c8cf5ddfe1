import { AppError } from "@meridian/contracts/errors";
import { isDatabaseAway } from "@meridian/db";

/** What callers are told of a failure that is nobody's mistake; any other error as it is. */
export function toKnownError(error: unknown): unknown {
  if (!isDatabaseAway(error)) return error;
  return new AppError("UNAVAILABLE", "The database cannot be reached. Try again later.", { cause: error });
}
