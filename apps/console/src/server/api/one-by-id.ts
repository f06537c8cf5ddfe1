import { AppError } from "@meridian/contracts/errors";

/** The entry of a list that has this id. Throws NOT_FOUND. */
export function oneById<Entry extends { id: string }>(entries: readonly Entry[], id: string): Entry {
  const found = entries.find((entry) => entry.id === id);
  if (found) return found;
  throw new AppError("NOT_FOUND", "There is no such thing, or not any more.", { details: { id } });
}
