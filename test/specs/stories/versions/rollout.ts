import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelVersionView, RolloutView } from "@meridian/contracts/api";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ConsoleClient } from "../../../harness/console-client.ts";
import { cachedText, type Load, pauseMs } from "../../../harness/load.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export const rolloutRegions = ["cn-east", "cn-south", "eu-central"];
/** Gates tell a broken version from a good one; a busy machine's own latency is not their business here. */
const patientGates = { p95RatioMax: 100 };
const rolloutMs = 150_000;

/** `models`: what the console serves, of which `broken` is one that no engine can load. */
export function rollouts(system: TestSystem, models: string): void {
  const regions = rolloutRegions;
  let console: ConsoleClient;

  beforeAll(async () => {
    await system.reset();
    console = await system.signIn();
  });

  const versions = async () => (await console.query("rollout.versions")) as ModelVersionView[];
  const rollout = async (rolloutId: string) =>
    (await console.query("rollout.get", { rolloutId })) as RolloutView;

  async function regionIds(): Promise<string[]> {
    const fleet = await console.fleet();
    return regions.map((name) => fleet.regions.find((region) => region.name === name)?.id ?? "");
  }

  async function start(version: string, changes: object = {}): Promise<RolloutView> {
    const modelVersionId = (await versions()).find(({ name }) => name === version)?.id;
    return (await console.mutate("rollout.start", {
      ...{ modelVersionId, regionIds: await regionIds(), bakeSeconds: 10, gates: patientGates },
      ...{ reason: "the story", ...changes },
    })) as RolloutView;
  }

  async function reaches(
    rolloutId: string,
    what: string,
    isThere: (view: RolloutView) => boolean,
  ): Promise<RolloutView> {
    return eventually(
      async () => {
        const view = await rollout(rolloutId).catch(() => null);
        return view && isThere(view) && view;
      },
      what,
      rolloutMs,
    );
  }

  const stepStates = ({ steps }: RolloutView) => steps.map(({ state }) => state);

  async function nodesOf(version: string): Promise<number> {
    const view = (await versions()).find(({ name }) => name === version);
    return view?.running.reduce((sum, { nodes }) => sum + nodes, 0) ?? 0;
  }

  describe("under load in every region", () => {
    let loads: Load[];
    let completedId: string;
    beforeAll(() => {
      loads = regions.map((region) => system.load(`${region}-gateway`, 1, cachedText, pauseMs.steady));
    });

    it("a version reaches all regions one after another, though the console is killed in the middle", async () => {
      const { id } = await start("compact-b");
      completedId = id;
      await reaches(id, "the first region is watched", (view) => stepStates(view)[0] === "baking");
      const { pid, ended } = system.local.console;
      if (pid === null) throw new Error("the console does not run");
      process.kill(pid, "SIGKILL");
      await ended;
      system.local.console.start();

      const inFlight = new Set(["preparing", "switching", "baking"]);
      const done = await reaches(id, "the rollout is over", (view) => {
        expect(view.steps.filter(({ state }) => inFlight.has(state)).length).toBeLessThanOrEqual(1);
        return view.endedAt !== null || view.state === "halted";
      });
      expect({ state: done.state, reason: done.stateReason, steps: stepStates(done) }).toEqual({
        ...{ state: "completed", reason: null, steps: ["done", "done", "done"] },
      });
      await eventually(async () => (await nodesOf("compact-b")) === regions.length, "all answer with it");
    });

    it("another is rolled back while it is under way, and every region answers as before", async () => {
      const { id } = await start("compact");
      await reaches(
        id,
        "the second region is begun",
        (view) => stepStates(view)[1] === "switching" || stepStates(view)[1] === "baking",
      );
      await console.mutate("rollout.rollBack", { rolloutId: id, reason: "second thoughts" });
      const { state, steps } = await reaches(id, "it is rolled back", ({ endedAt }) => endedAt !== null);
      expect([state, ...steps.map((step) => step.state)]).toEqual([
        "rolled-back",
        "reverted",
        "reverted",
        "waiting",
      ]);
      expect(await nodesOf("compact-b")).toBe(regions.length);
    });

    it("one that no engine can load stops at the first region, says why, and never answers", async () => {
      const { id } = await start("broken");
      const halted = await reaches(id, "it stops", ({ state }) => state === "halted");
      expect(stepStates(halted)).toEqual(["failed", "waiting", "waiting"]);
      expect(halted.stateReason).toMatch(/^cn-east: cn-east-node-1 cannot load it: \S/);
      expect(await nodesOf("compact-b")).toBe(regions.length);

      await expect(start("compact")).rejects.toThrow("The rollout of broken is halted: end it first.");
      await console.mutate("rollout.rollBack", { rolloutId: id });
      await reaches(id, "it is rolled back", ({ state }) => state === "rolled-back");
    });

    it("the completed one is rolled back in one step, and every region answers as before it", async () => {
      await console.mutate("rollout.rollBack", { rolloutId: completedId, reason: "a complaint" });
      const back = await reaches(completedId, "it is rolled back", ({ endedAt }) => endedAt !== null);
      expect([back.state, ...stepStates(back)]).toEqual(["rolled-back", "reverted", "reverted", "reverted"]);
      await eventually(async () => (await nodesOf("compact")) === regions.length, "all answer as before");
    });

    it("a version whose files were damaged is not begun; the file is named", async () => {
      const vocabulary = join(models, "compact-b", "vocab.txt");
      const whole = readFileSync(vocabulary, "utf8");
      onTestFinished(() => writeFileSync(vocabulary, whole));
      writeFileSync(vocabulary, whole.slice(1));
      await expect(start("compact-b")).rejects.toThrow("vocab.txt: the digest does not match");
      await expect(start("no-such-version")).rejects.toThrow("VALIDATION");
    });

    it("no request failed", async () => {
      for (const load of loads) {
        const { ok, failures } = await load.stop();
        expect(failures).toEqual({});
        expect(ok).toBeGreaterThan(100);
      }
    });
  });
}
