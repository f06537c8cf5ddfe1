"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";

type Selection<Name extends string> = Partial<Record<Name, string | null>>;

/**
 * What is selected on a page stands in its address, so that a link opens it and Back closes it. The names must be a
 * constant. Selecting leaves out whatever is not named again.
 */
export function useUrlSelection<Name extends string>(
  names: readonly Name[],
): [Record<Name, string | null>, (selection: Selection<Name>, history?: "push" | "replace") => void] {
  const parsers = useMemo(
    () =>
      Object.fromEntries(names.map((name) => [name, parseAsString])) as Record<Name, typeof parseAsString>,
    [names],
  );
  const [selection, setSelection] = useQueryStates(parsers);
  const none = Object.fromEntries(names.map((name) => [name, null])) as Record<Name, null>;
  const select = (next: Selection<Name>, history: "push" | "replace" = "push") =>
    void setSelection({ ...none, ...next }, { history });
  return [selection, select];
}
