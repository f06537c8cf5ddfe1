/** Types of MGeo's element tagging. */
const ELEMENT_TYPES: ReadonlySet<string> = new Set(
  (
    "prov city district devzone town community village_group road roadno poi subpoi houseno cellno floorno " +
    "assist distance intersection"
  ).split(" "),
);

/** Whether these are labels of element tagging, not of MGeo's other taggers (composition analysis, where-what cut). */
export function tagsElements(labels: readonly string[]): boolean {
  return labels.every((label) => label === "O" || ELEMENT_TYPES.has(label.slice(2)));
}
