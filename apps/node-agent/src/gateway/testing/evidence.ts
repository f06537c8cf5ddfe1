import type { Clock } from "../../clock.ts";
import { NodeEvidence, type Trial } from "../evidence/node-evidence.ts";

export function evidenceOn(clock: Clock, told: { onVerdict?: () => void; countFailure?: () => void } = {}) {
  const ignore = () => undefined;
  return new NodeEvidence({ clock, onVerdict: ignore, countFailure: ignore, ...told });
}

/** A request sent at `startedAtMs`; its head, if any, came at once. */
export function trialAt(startedAtMs: number, isProbe = false): Trial {
  return { startedAtMs, sent: { sentAtMs: startedAtMs, bytes: 100 }, headAtMs: startedAtMs, isProbe };
}

/** An answer that tells nothing of the node's own times. */
export const noReport = { nodeMs: null, run: null };
