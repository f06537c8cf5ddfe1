"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { destinations } from "../destinations.ts";

type Handlers = { onPalette: () => void; onHelp: () => void };

const letters = destinations.map(({ letter }) => letter);

/** The keys that work on every page: ⌘K, `?`, `g` and a letter. */
export function useKeys({ onPalette, onHelp }: Handlers): void {
  const router = useRouter();
  const sequence = useRef(noSequence);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.isComposing) return;
      const press = {
        key: event.key,
        isCommand: event.metaKey || event.ctrlKey,
        isTyping: isTextEntry(event.target),
      };
      const [next, outcome] = nextKey(sequence.current, press, letters, Date.now());
      sequence.current = next;
      if (outcome.kind === "none") return;
      event.preventDefault();
      if (outcome.kind === "palette") onPalette();
      else if (outcome.kind === "help") onHelp();
      else router.push(destinations.find(({ letter }) => letter === outcome.letter)?.href ?? "/");
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [router, onPalette, onHelp]);
}

function isTextEntry(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** What a page does about a key. `awaiting`: `g` was pressed, a destination's letter may follow until `untilMs`. */
type SequenceState = { awaitingUntilMs: number };
type KeyOutcome = { kind: "none" } | { kind: "help" } | { kind: "palette" } | { kind: "go"; letter: string };

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
