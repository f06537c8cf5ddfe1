import { onGlobal } from "../boot/shared.ts";

/** One run of this name at a time in the whole process: who asks meanwhile gets the answer of the run under way. */
export function sharedRun<T>(name: string, work: () => Promise<T>): Promise<T> {
  const runs = onGlobal("shared-runs", () => new Map<string, Promise<unknown>>());
  const underWay = runs.get(name) as Promise<T> | undefined;
  if (underWay) return underWay;
  const run = work().finally(() => runs.delete(name));
  runs.set(name, run);
  return run;
}
