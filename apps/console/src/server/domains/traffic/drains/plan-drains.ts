import type { StandingDrain } from "./end-drains.ts";
import type { TrafficSubject } from "../subject.ts";

/** Whose drains have reached their deadline, each once. */
export function planDrains(drains: readonly StandingDrain[], now: Date): TrafficSubject[] {
  const ended = drains.filter(({ deadlineAt }) => deadlineAt <= now);
  const bySubject = new Map(ended.map(({ subject }) => [`${subject.type} ${subject.id}`, subject]));
  return [...bySubject.values()];
}
