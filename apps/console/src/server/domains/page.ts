type Page = { limit: number; cursor?: string | undefined };

/** What a query asks for a page of rows that have ids: one more, which tells whether another page follows. */
export function takingPage({ limit, cursor }: Page) {
  return { take: limit + 1, ...(cursor !== undefined && { cursor: { id: cursor }, skip: 1 }) };
}

/** The rows of a page, and the cursor of the next one. */
export function toPage<Row extends { id: string }>(rows: readonly Row[], { limit }: Page) {
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
