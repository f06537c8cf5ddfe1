import type { TransitionTable } from "./transition-table.ts";

/** Rows `first` to `last`, both inclusive, that carry one element's labels. */
export interface LabelGroup {
  readonly type: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Groups labels into elements. Where the sequence is not well-formed it reads as the reference does (an I or E without a
 * B opens an element, the next B ends one without an E), but an O or another type always ends the open element.
 */
export function groupLabels(path: Int32Array, table: TransitionTable): LabelGroup[] {
  const groups: LabelGroup[] = [];
  let first = -1;
  const close = (until: number): void => {
    if (first >= 0)
      groups.push({ type: table.types[path[first] as number] as string, first, last: until - 1 });
    first = -1;
  };
  for (let i = 0; i < path.length; i++) {
    const id = path[i] as number;
    const type = table.types[id] as string;
    if (first >= 0 && (table.starts[id] || type !== table.types[path[first] as number])) close(i);
    if (type === "") continue;
    if (first < 0) first = i;
    if (table.ends[id]) close(i + 1);
  }
  close(path.length);
  return groups;
}
