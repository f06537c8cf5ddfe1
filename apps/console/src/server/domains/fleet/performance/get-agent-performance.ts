import type {
  AgentPerformance,
  AgentPerformanceInput,
  GpuView,
  WorkFigures,
} from "@meridian/contracts/measure";
import { batchRowsBounds, type GpuReading } from "@meridian/contracts/wire";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { getAgentOrThrow } from "../agent/get-agent.ts";
import { timesByVersion } from "./compare-times.ts";

const mebibyte = 2 ** 20;
const unknown: WorkFigures = {
  tokensPerSecond: null,
  paddingShare: null,
  cacheHitShare: null,
  queueLength: null,
  loopDelayMsP99: null,
  rssBytes: null,
  batchTokens: null,
};

export type PerformanceContext = ServiceContext & { agents: AgentLink };

/** Latency by stage of a node's requests, the sizes of their batches, and the node's current load. */
export async function getAgentPerformance({
  ctx: { db, agents },
  input: { agentId, minutes },
}: Verb<AgentPerformanceInput, PerformanceContext>): Promise<AgentPerformance> {
  await getAgentOrThrow(db, agentId);
  const work = agents.workOf(agentId, minutes);
  return {
    receivedAt: work && new Date(work.receivedAtMs),
    versions: timesByVersion(work?.bands ?? []),
    batches: batchRowsBounds.map((rowsMax, i) => ({ rowsMax, count: work?.batchRows[i] ?? 0 })),
    now: work?.now ?? unknown,
    gpus: (work?.gpus ?? []).map(toGpuView),
  };
}

function toGpuView([index, name, usePercent, usedMib, totalMib, temperatureC, powerW]: GpuReading): GpuView {
  return {
    index,
    name,
    useShare: usePercent && usePercent / 100,
    memoryUsedBytes: usedMib && usedMib * mebibyte,
    memoryBytes: totalMib && totalMib * mebibyte,
    temperatureC,
    powerW,
  };
}
