import { z } from "zod";
import { AnyId } from "../text.ts";

/** A page of a list: entries, and the cursor of the next page. */
export function pageOf<Entry extends z.ZodType>(entry: Entry) {
  return z.object({
    data: z.array(entry).describe("Newest first."),
    nextCursor: z.string().nullable().describe("The cursor of the next page; null: there are no older ones."),
  });
}

/** Which page of a list whose entries have ids. */
export function pageFields({ limitDefault }: { limitDefault: number }) {
  return {
    limit: z.int().min(1).max(200).default(limitDefault).describe("Most entries on a page, 1 to 200."),
    cursor: AnyId.optional().describe("Only entries older than this one: the nextCursor of the page before."),
  };
}
