import { existsSync, mkdirSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { CommanderError } from "commander";
import { buildAll } from "./build.ts";
import { migrateDatabase, removeDatabase } from "./database.ts";
import { planAgents, type RegionSpec } from "./fleet-plan.ts";
import { explain, indent, LaunchError } from "./launch-error.ts";
import { takeLauncherLock } from "./launcher-lock.ts";
import { LocalSystem } from "./local-system.ts";
import { lastLines } from "./log-tail.ts";
import { entryPoints, layoutOf, root } from "./paths.ts";
import { stopLeftovers } from "./process-table.ts";
import { createProgress, type Progress } from "./progress.ts";
import { checkPortIsFree, checkRequirements } from "./requirements.ts";
import { parseStartOptions, type StartOptions } from "./start-options.ts";
import { createStopSignal } from "./stop-signal.ts";
import { type Administrator, summaryOf } from "./summary.ts";

/**
 * The whole of `npm start`.
 * @returns exit code
 */
export async function runStart(args: string[]): Promise<number> {
  const progress = createProgress();
  // Thrown where nobody waits for it: stop in good order instead of leaving every process of the fleet behind.
  process.on("uncaughtException", (error) => {
    explain(error, progress);
    process.exitCode = 1;
    process.kill(process.pid, "SIGTERM");
  });
  // Whoever reads the progress may stop reading, as `head` does; the fleet goes on.
  process.stdout.on("error", () => undefined);
  try {
    const options = parseStartOptions(args);
    checkRequirements();
    await runSystem(options, progress);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    explain(error, progress);
    return 1;
  }
}

async function runSystem(options: StartOptions, progress: Progress): Promise<void> {
  const layout = layoutOf(options.dataDir, process.env.DATABASE_URL);
  const releaseLock = takeLauncherLock(layout.lock, `http://localhost:${options.port}`);
  const stopSignal = createStopSignal();
  const system = new LocalSystem({
    ...{ layout, port: options.port, host: options.host, signal: stopSignal.signal },
    onNote: progress.note,
    onCrash: (child, exit, delayMs) => {
      progress.note(`${child.name} ended (${exit}) and starts again in ${delayMs / 1000} s. Its last lines:`);
      progress.line(progress.dim(indent(lastLines(child.spec.logFile))));
    },
  });
  stopSignal.onSecond(() => system.hurry());
  try {
    progress.line("");
    progress.line(await bringUp(system, options, progress));
    await stopSignal.asked;
  } catch (error) {
    if (!stopSignal.signal.aborted) throw error;
  } finally {
    if (system.isStarted) {
      progress.line("");
      await progress.step("Stopping", (say) => system.stop(say));
    }
    releaseLock();
    stopSignal.dispose();
  }
}

/** @returns what to tell when all is up */
async function bringUp(system: LocalSystem, options: StartOptions, progress: Progress): Promise<string> {
  const { layout } = system;
  const { note } = progress;
  const step: Progress["step"] = (title, work) => {
    system.signal.throwIfAborted();
    return progress.step(title, work);
  };
  const leftovers = await stopLeftovers(layout.processes);
  if (leftovers.length > 0) note(`Stopped what an earlier run left behind: ${leftovers.join(", ")}.`);
  await checkPortIsFree(options.port, options.host);
  if (options.isFresh) await removeData(system, note);

  await step("Building what changed", () => buildAll(layout, system.signal));
  await step("PostgreSQL", async (say) => {
    const database = await system.openDatabase(process.env.DATABASE_URL, say);
    say(new URL(database.url).host);
  });
  await step("Migrations", async (say) => {
    const applied = await migrateDatabase(system.database.url);
    say(applied.length === 0 ? "up to date" : applied.join(", "));
  });
  const regions = newRegions(system, options.regions);
  const agents = planAgents(options.regions);
  await step("Console", () => Promise.all([system.startConsole(), system.prepareFleet(regions, agents)]));
  if (agents.length > 0) {
    const total = agents.length;
    await step("Fleet", (say) => system.startFleet(agents, (ready) => say(`${ready} of ${total} ready`)));
  }
  if (options.hasTraffic) await step("Traffic", async () => startTraffic(system));
  // Last, since the password is told once: what fails before keeps no one out.
  const administrator = await step("Administrator", () =>
    system.admin<Administrator>("ensure-administrator"),
  );
  system.keepAlive();
  return summaryOf(system, { ...options, administrator });
}

/** Regions that may be new to the console: an enrolled agent proves that its region is known. */
function newRegions(system: LocalSystem, regions: RegionSpec[]): RegionSpec[] {
  return regions.filter((region) => !planAgents([region]).some((plan) => system.isEnrolled(plan)));
}

function startTraffic(system: LocalSystem): void {
  const gateways = [...system.agents.values()].filter(({ plan }) => plan.role === "gateway");
  const args = gateways.flatMap(({ plan }) => ["--gateway", `${plan.region}=${system.agentUrl(plan.name)}`]);
  system.startOther("traffic", entryPoints.traffic, args);
}

async function removeData({ layout }: LocalSystem, note: (text: string) => void): Promise<void> {
  if (process.env.DATABASE_URL) {
    throw new LaunchError("--fresh does not empty the server that DATABASE_URL names.", {
      hint: "Create an empty database there and name that one.",
    });
  }
  const doomed = [layout.postgres, layout.agents, layout.secrets, layout.logs].filter((path) =>
    existsSync(path),
  );
  await removeDatabase(layout);
  for (const path of doomed) rmSync(path, { recursive: true, force: true });
  mkdirSync(layout.logs, { recursive: true });
  note(`Removed ${doomed.map((path) => relative(root, path)).join(", ")}.`);
}
