import { useSyncExternalStore } from "react";
import type { z } from "zod";
import { useSession } from "./session.tsx";

const prefix = "meridian:draft:";
/** Parsed once: what a hook returns must stay the same object while nothing changed. */
const values = new Map<string, unknown>();
const listeners = new Set<() => void>();

/**
 * State that survives leaving the page and a reload, until the tab is closed or the person signs out: sessionStorage, by person.
 * What does not fit the schema (a console before or after an upgrade wrote it) counts as absent.
 */
export function useTabState<T>(
  name: string,
  schema: z.ZodType<T>,
  absent: T,
): [T, (change: (current: T) => T) => void] {
  const key = `${prefix}${useSession().user.id}:${name}`;
  const current = () => read(key, schema, absent);
  const value = useSyncExternalStore(subscribe, current, () => absent);
  return [value, (change) => write(key, change(current()))];
}

/** On signing out: whoever comes next at this tab is somebody else. */
export function forgetTabState(): void {
  values.clear();
  inStorage((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read<T>(key: string, schema: z.ZodType<T>, absent: T): T {
  if (!values.has(key)) {
    const stored: unknown = inStorage((storage) => JSON.parse(storage.getItem(key) ?? "null"));
    values.set(key, schema.catch(absent).parse(stored));
  }
  return values.get(key) as T;
}

function write(key: string, value: unknown): void {
  values.set(key, value);
  inStorage((storage) => storage.setItem(key, JSON.stringify(value)));
  for (const listener of listeners) listener();
}

/** Undefined where the storage is forbidden, full, or holds no JSON: then the state lasts until the page is loaded anew. */
function inStorage<R>(work: (storage: Storage) => R): R | undefined {
  try {
    return work(window.sessionStorage);
  } catch {
    return undefined;
  }
}
