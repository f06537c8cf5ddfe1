"use client";

import { useState } from "react";

/** What sorting needs to know of a column. */
type Sortable<Row> = { key: string; sortBy?: (row: Row) => string };

export type Sort = {
  key: string | null;
  direction: "ascending" | "descending";
  /** Ascending, descending, then as the rows came. */
  toggle: (key: string) => void;
};

const collator = new Intl.Collator(undefined, { numeric: true });

/** Which column a table is sorted by, and its rows in that order. */
export function useSort<Row>(columns: readonly Sortable<Row>[]): {
  sort: Sort;
  sorted: (rows: readonly Row[]) => Row[];
} {
  const [{ key, direction }, setState] = useState<Pick<Sort, "key" | "direction">>(unsorted);
  const toggle = (next: string) => {
    if (key !== next) setState({ key: next, direction: "ascending" });
    else setState(direction === "ascending" ? { key, direction: "descending" } : unsorted);
  };
  const sortBy = columns.find((column) => column.key === key)?.sortBy;
  const sign = direction === "ascending" ? 1 : -1;
  const sorted = (rows: readonly Row[]) =>
    sortBy ? rows.toSorted((a, b) => sign * collator.compare(sortBy(a), sortBy(b))) : [...rows];
  return { sort: { key, direction, toggle }, sorted };
}

const unsorted = { key: null, direction: "ascending" } as const;
