"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { destinations } from "./destinations.ts";
import { nextKey, noSequence } from "./key-sequence.ts";

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
