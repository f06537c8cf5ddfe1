import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keptPortFile } from "@meridian/contracts/listener";

export type AgentIdentity = { agentId: string; port: number };

export function readIdentity(dataDir: string): AgentIdentity | null {
  const path = join(dataDir, "identity.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as AgentIdentity) : null;
}

/** Where a process that keeps what it chose in `dir` tells its metrics. */
export function metricsUrl(dir: string): string {
  return `http://127.0.0.1:${readFileSync(join(dir, keptPortFile), "utf8").trim()}/metrics`;
}
