import { expect, it } from "vitest";
import { chooseStages, type Outcome, runStages, type Stage } from "./stage.ts";

const good: Outcome = { isOk: true, note: "", passed: 1, failed: 0, failures: [] };
const bad: Outcome = { isOk: false, note: "exit code 1", passed: 0, failed: 1, failures: [] };

/** A world of stages whose ends are told by hand. */
function scene(stages: Omit<Stage, "what" | "run">[]) {
  const ends = new Map<string, (outcome: Outcome) => void>();
  const outputs: string[] = [];
  const runnable = stages.map((stage) => ({
    ...{ ...stage, what: "" },
    run: (write?: (text: string) => void) => {
      write?.(`${stage.name} 1, `);
      return new Promise<Outcome>((resolve) => ends.set(stage.name, resolve)).finally(() => write?.("2"));
    },
  }));
  const done = runStages(runnable, {
    ...{ atOnce: 2, onStart: () => undefined },
    onEnd: (_result, output) => outputs.push(output),
  });
  const end = async (name: string, outcome = good) => {
    ends.get(name)?.(outcome);
    ends.delete(name);
    await new Promise(setImmediate);
  };
  return { done, end, outputs, running: () => [...ends.keys()] };
}

it("runs two at once, in their order, and hands the output of each over whole", async () => {
  const { done, end, outputs, running } = scene([{ name: "a" }, { name: "b" }, { name: "c" }]);
  expect(running()).toEqual(["a", "b"]);
  await end("b");
  expect(running()).toEqual(["a", "c"]);
  await end("a");
  await end("c");
  expect((await done).map(({ stage }) => stage.name)).toEqual(["a", "b", "c"]);
  expect(outputs).toEqual(["b 1, 2", "a 1, 2", "c 1, 2"]);
});

it("lets what may start go first, and nothing beside a stage that wants to be alone", async () => {
  const { done, end, running } = scene([
    { name: "build", writes: "out" },
    { name: "types", writes: "out" },
    { name: "stories", needs: ["build"], isAlone: true },
    { name: "lint" },
  ]);
  expect(running()).toEqual(["build", "lint"]);
  await end("build");
  expect(running()).toEqual(["lint", "types"]);
  await end("lint");
  expect(running()).toEqual(["types"]);
  await end("types");
  expect(running()).toEqual(["stories"]);
  await end("stories");
  await done;
});

it("does not run what needs a stage that failed, and goes on with the rest", async () => {
  const { done, end } = scene([{ name: "build" }, { name: "stories", needs: ["build"] }, { name: "lint" }]);
  await end("build", bad);
  await end("lint");
  const outcomes = (await done).map(({ stage, outcome }) => [stage.name, outcome.isOk, outcome.note]);
  expect(outcomes).toEqual([
    ["build", false, "exit code 1"],
    ["stories", false, "not run: build failed"],
    ["lint", true, ""],
  ]);
});

it("chooses by the beginning of a name, with what is needed for it", () => {
  const stage = (name: string, ...needs: string[]): Stage => ({
    ...{ name, needs, what: "" },
    run: () => Promise.resolve(good),
  });
  const stages = [stage("generate"), stage("build", "generate"), stage("lint"), stage("unit a", "build")];
  const names = (...words: string[]) => chooseStages(stages, words).map(({ name }) => name);
  expect(names()).toHaveLength(4);
  expect(names("unit")).toEqual(["generate", "build", "unit a"]);
  expect(names("nothing")).toEqual([]);
});
