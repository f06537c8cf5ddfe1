import type { TransitionTable } from "./transition-table.ts";

/** Rows `first` to `last`, both inclusive, that make one element. */
export interface LabelGroup {
  /** That of the first row's label. */
  readonly type: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Groups labels into elements as the reference does. B and S end the open element and open one; I and E go on with the
 * open one whatever their own type, or open one where none is; E and S close it. O neither ends the open element nor
 * lengthens it: an I or E behind it goes on, and the element then spans the O. Well-formed sequences read as themselves.
 */
export function groupLabels(path: Int32Array, table: TransitionTable): LabelGroup[] {
  const groups: LabelGroup[] = [];
  let [first, last] = [-1, -1];
  const close = (): void => {
    if (first >= 0) groups.push({ type: table.types[path[first] as number] as string, first, last });
    first = -1;
  };
  for (let i = 0; i < path.length; i++) {
    const id = path[i] as number;
    if (table.types[id] === "") continue;
    if (table.starts[id]) close();
    if (first < 0) first = i;
    last = i;
    if (table.ends[id]) close();
  }
  close();
  return groups;
}
