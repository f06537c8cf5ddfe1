import { AgentEntry, RegionEntry } from "@meridian/contracts/api";
import {
  AgentPerformance,
  bandStages,
  performanceMinutesMax,
  RegionPerformance,
  type StageComparison,
} from "@meridian/contracts/measure";
import { Command } from "commander";
import { z } from "zod";
import { listAll, queryOf } from "../../api-list.ts";
import { findNamed } from "../../find-named.ts";
import { checkedBy } from "../../input/typed.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";

const minutes = z.coerce
  .number("expected a number of minutes")
  .int()
  .min(1)
  .max(performanceMinutesMax, `expected at most ${performanceMinutesMax} minutes`);

const overMinutes = (name: string, description: string) =>
  new Command("performance")
    .description(description)
    .argument(`<${name}>`)
    .option("--minutes <n>", "back from now; default 15", checkedBy(minutes));

type Minutes = { minutes?: number };
const queryFor = (options: Minutes) => queryOf({ minutes: options.minutes?.toString() });

export const regionPerformance = (onSession: OnSession) =>
  overMinutes("region", "Shows what a region's requests wait for, by stage and by node")
    .addHelpText("after", examples("meridian region performance eu-central --minutes 5"))
    .action(
      onSession(async ({ api, out }, name: string, options: Minutes) => {
        const { id } = findNamed("region", await listAll(api, "/regions", RegionEntry), name);
        const found = await api.get(`/regions/${id}/performance${queryFor(options)}`, RegionPerformance);
        out.answer(found, () => {
          showTimes(
            out,
            "version",
            found.versions.map((times) => ({ name: times.version, times })),
          );
          out.line();
          showTimes(out, "node", found.nodes);
        });
        return 0;
      }),
    );

export const agentPerformance = (onSession: OnSession) =>
  overMinutes("agent", "Shows what a node's requests wait for, by stage, and how busy it is")
    .addHelpText("after", examples("meridian agent performance eu-central-node-1"))
    .action(
      onSession(async ({ api, out }, name: string, options: Minutes) => {
        const { id } = findNamed("agent", await listAll(api, "/agents", AgentEntry), name);
        const found = await api.get(`/agents/${id}/performance${queryFor(options)}`, AgentPerformance);
        out.answer(found, () => {
          showTimes(
            out,
            "version",
            found.versions.map((times) => ({ name: times.version, times })),
          );
          const { tokensPerSecond, queueLength, cacheHitShare } = found.now;
          out.line();
          out.line(
            `Now: ${tokensPerSecond?.toFixed(0) ?? "–"} tokens/s, ${queueLength ?? "–"} waiting, ${share(cacheHitShare)} from the cache`,
          );
        });
        return 0;
      }),
    );

type Named = { name: string; times: StageComparison | null };

/** Mean ms of all requests, and of the slowest 5 %, with the stage that makes these slow. */
function showTimes(out: Output, what: string, all: readonly Named[]): void {
  if (all.length === 0) return out.line("No requests in these minutes.");
  out.table(
    [what, "requests", "all ms", "slowest ms", "slow by", ...bandStages],
    all.map(({ name, times }) => {
      if (!times) return [name, "0", ...Array<string>(3 + bandStages.length).fill("–")];
      const stages = bandStages.map((stage) => (times.all.stagesMs[stage] ?? 0).toFixed(2));
      const means = [times.all, times.slowest].map(({ totalMs }) => totalMs.toFixed(2));
      return [name, String(times.requests), ...means, times.slowStage ?? "–", ...stages];
    }),
  );
}

function share(part: number | null): string {
  return part === null ? "–" : `${(100 * part).toFixed(0)} %`;
}
