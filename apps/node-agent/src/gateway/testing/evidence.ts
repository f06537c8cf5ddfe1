import type { Clock } from "../../clock.ts";
import { NodeEvidence, type Trial } from "../evidence/node-evidence.ts";

type Told = { isUnproven?: boolean; onVerdict?: () => void; countFailure?: () => void };

export function evidenceOn(clock: Clock, told: Told = {}) {
  const ignore = () => undefined;
  return new NodeEvidence({ isUnproven: false, clock, onVerdict: ignore, countFailure: ignore, ...told });
}

/** A request sent at `startedAtMs`; its head, if any, came at once. */
export function trialAt(startedAtMs: number, isProbe = false): Trial {
  return { startedAtMs, sent: { sentAtMs: startedAtMs, bytes: 100 }, headAtMs: startedAtMs, isProbe };
}

/** An answer that tells nothing of the node's own times. */
export const noReport = { nodeMs: null, run: null };
