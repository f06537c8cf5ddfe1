import type { IncomingHttpHeaders } from "node:http";
import type { RunReport } from "@meridian/contracts/routing";
import { parseHeaders } from "@meridian/contracts/wire";

export type NodeReport = {
  /** From the node's taking up the request to its answer; null when it does not say. */
  nodeMs: number | null;
  /** Null when nothing was run, or the node does not say. */
  run: RunReport | null;
};

/** What a node's answer tells of its own times. */
export function readNodeReport(headers: IncomingHttpHeaders): NodeReport {
  const timing = headers["server-timing"];
  if (typeof timing !== "string") return { nodeMs: null, run: null };
  return { nodeMs: stageMs(timing, "total"), run: runOf(timing, headers) };
}

function runOf(timing: string, headers: IncomingHttpHeaders): RunReport | null {
  const batchTokens = Number(headers[parseHeaders.batchTokens]);
  const runMs = stageMs(timing, "run");
  if (!(batchTokens >= 1) || runMs === null) return null;
  const version = `${String(headers[parseHeaders.version])}/${String(headers[parseHeaders.precision])}`;
  return { version, batchTokens, runMs };
}

/** `queue;dur=0.41, run;dur=6.02` → 6.02 for "run"; null when the stage is not there. */
function stageMs(timing: string, stage: string): number | null {
  const key = `${stage};dur=`;
  const at = timing.startsWith(key) ? 0 : timing.indexOf(` ${key}`) + 1;
  if (at === 0 && !timing.startsWith(key)) return null;
  const ms = Number.parseFloat(timing.slice(at + key.length));
  return ms >= 0 ? ms : null;
}
