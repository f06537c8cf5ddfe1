/** Types of MGeo's element tagging. */
export const elementTypes = [
  ...["prov", "city", "district", "devzone", "town", "community", "village_group"],
  ...["road", "roadno", "poi", "subpoi", "houseno", "cellno", "floorno"],
  ...["assist", "distance", "intersection"],
];
const known: ReadonlySet<string> = new Set(elementTypes);

/** Whether these are labels of element tagging, not of MGeo's other taggers (composition analysis, where-what cut). */
export function tagsElements(labels: readonly string[]): boolean {
  return labels.every((label) => label === "O" || known.has(label.slice(2)));
}
