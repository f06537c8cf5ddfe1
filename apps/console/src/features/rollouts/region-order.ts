/** Regions as the rollout will take them, and whether it takes them at all. */
export type RegionChoice = { id: string; isIncluded: boolean };

export function moved(choices: readonly RegionChoice[], id: string, by: -1 | 1): RegionChoice[] {
  const from = choices.findIndex((choice) => choice.id === id);
  const to = from + by;
  const [choice, other] = [choices[from], choices[to]];
  if (!choice || !other) return [...choices];
  return choices.with(from, other).with(to, choice);
}

export function toggled(choices: readonly RegionChoice[], id: string): RegionChoice[] {
  return choices.map((choice) => (choice.id === id ? { id, isIncluded: !choice.isIncluded } : choice));
}
