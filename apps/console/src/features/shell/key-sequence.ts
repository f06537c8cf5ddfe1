/** What a page does about a key. `awaiting`: `g` was pressed, a destination's letter may follow until `untilMs`. */
export type SequenceState = { awaitingUntilMs: number };
export type KeyOutcome =
  { kind: "none" } | { kind: "help" } | { kind: "palette" } | { kind: "go"; letter: string };

export type KeyPress = { key: string; isCommand: boolean; isTyping: boolean };

const followsWithinMs = 1200;
export const noSequence: SequenceState = { awaitingUntilMs: 0 };

/** `letters` are those that may follow `g`. */
export function nextKey(
  state: SequenceState,
  { key, isCommand, isTyping }: KeyPress,
  letters: readonly string[],
  nowMs: number,
): [SequenceState, KeyOutcome] {
  if (isCommand) return [noSequence, key === "k" ? { kind: "palette" } : { kind: "none" }];
  if (isTyping) return [noSequence, { kind: "none" }];
  if (nowMs < state.awaitingUntilMs && letters.includes(key))
    return [noSequence, { kind: "go", letter: key }];
  if (key === "g") return [{ awaitingUntilMs: nowMs + followsWithinMs }, { kind: "none" }];
  return [noSequence, key === "?" ? { kind: "help" } : { kind: "none" }];
}
