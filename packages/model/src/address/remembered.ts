/** A few hundred KB of each kind at most: the same divisions and towns come again and again. */
const KNOWN_MAX = 4000;

/** What was made of a key before, or now; all is forgotten once there are too many. `make` never gives undefined. */
export function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, made);
  return made;
}
