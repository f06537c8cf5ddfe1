import type { EngineLayout } from "@meridian/contracts/wire";

/** The shortest time for one request: all cores work on it. */
export function latencyLayout(cores: number): EngineLayout {
  return { engines: 1, threads: cores };
}

/** The most requests a second: two engines side by side; one where there is one core. */
export function throughputLayout(cores: number): EngineLayout {
  return cores < 2 ? latencyLayout(cores) : { engines: 2, threads: Math.floor(cores / 2) };
}

/** The operator's settings, completed by the number of cores; null when none is set. */
export function configuredLayout(
  { engines, engineThreads }: { engines: number | undefined; engineThreads: number | undefined },
  cores: number,
): EngineLayout | null {
  if (engines === undefined && engineThreads === undefined) return null;
  const count = engines ?? 1;
  return { engines: count, threads: engineThreads ?? Math.max(1, Math.floor(cores / count)) };
}

/** Idle threads may spin only when each has a core of its own. */
export function mayEnginesSpin({ engines, threads }: EngineLayout, cores: number): boolean {
  return engines * threads <= cores;
}
