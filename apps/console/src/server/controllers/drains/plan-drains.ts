import type { StandingDrain, TrafficSubject } from "../../services/traffic/index.ts";

/** Whose drains have reached their deadline, each once. */
export function planDrains(drains: readonly StandingDrain[], now: Date): TrafficSubject[] {
  const ended = drains.filter(({ deadlineAt }) => deadlineAt <= now);
  const bySubject = new Map(ended.map(({ subject }) => [`${subject.type} ${subject.id}`, subject]));
  return [...bySubject.values()];
}
