import { z } from "zod";
import type { ConsoleApi } from "./console-api.ts";

/** A list with a page of its own each: all of its entries, or the first `max`. */
export async function listAll<Entry>(
  api: ConsoleApi,
  path: string,
  entry: z.ZodType<Entry>,
  { query = {}, max = Infinity }: { query?: Record<string, string | undefined>; max?: number } = {},
): Promise<Entry[]> {
  const Page = z.object({ data: z.array(entry), nextCursor: z.string().nullable() });
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const page: z.infer<typeof Page> = await api.get(`${path}${queryOf({ ...query, cursor })}`, Page);
    entries.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null && entries.length < max);
  return entries.slice(0, max);
}

export function queryOf(query: Record<string, string | null | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}
