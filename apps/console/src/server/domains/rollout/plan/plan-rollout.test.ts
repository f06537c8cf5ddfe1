import { openRolloutStates } from "@meridian/contracts/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resumeActions, rollBackActions, type RolloutAction } from "../actions.ts";
import {
  badFigures,
  goodFigures,
  newVersion,
  noFigures,
  oldVersion,
  RolloutWorld,
} from "../testing/rollout-world.ts";

const minutes = (count: number) => count * 60;

function rollBack(world: RolloutWorld): void {
  world.apply(rollBackActions(world.rollout, world.observe()));
}

function ticks(world: RolloutWorld, count: number): void {
  for (let i = 0; i < count; i++) world.tick();
}

test("one region after another: held ready, switched, watched, let go; then new nodes get it too", () => {
  const world = new RolloutWorld([2, 1]);
  const plans: RolloutAction[][] = [];
  world.onPlan = (actions) => plans.push(actions);
  world.tick();
  expect(world.states).toEqual(["preparing", "waiting"]);
  world.tick();
  expect(world.states).toEqual(["switching", "waiting"]);
  expect(world.node("ag_0_0").toldOf).toEqual({ answers: newVersion, held: oldVersion });
  world.tick();
  expect(world.states).toEqual(["baking", "waiting"]);
  world.tick(9);
  expect(world.states).toEqual(["baking", "waiting"]);
  world.tick(1);
  expect(world.states).toEqual(["done", "preparing"]);
  expect(world.node("ag_0_0").toldOf).toEqual({ answers: newVersion, held: null });
  ticks(world, 12);
  expect(world.rollout.state).toBe("completed");
  expect(world.nodes.every(({ servesNew }) => servesNew)).toBe(true);
  expect(plans.at(-1)).toEqual([{ kind: "rollout", event: "complete" }, { kind: "make-default" }]);
});

test("one of somebody who is limited to regions leaves alone what new nodes get everywhere", () => {
  const world = new RolloutWorld([1]);
  world.rollout.keepsDefault = true;
  const plans: RolloutAction[][] = [];
  world.onPlan = (actions) => plans.push(actions);
  ticks(world, 20);
  expect(world.rollout.state).toBe("completed");
  expect(plans.flat()).not.toContainEqual({ kind: "make-default" });
});

describe("preparing", () => {
  test("a node that cannot load it stops the rollout there, with the reason; nothing answers with it", () => {
    const world = new RolloutWorld([2, 1]);
    world.node("ag_0_1").breaksOn = newVersion;
    ticks(world, 20);
    expect(world.rollout.state).toBe("halted");
    expect(world.rollout.stateReason).toContain("ag_0_1 cannot load it: vocab.txt: wrong");
    expect(world.states).toEqual(["failed", "waiting"]);
    expect(world.nodes.some(({ servesNew }) => servesNew)).toBe(false);
    expect(world.nodes.map(({ toldOf }) => toldOf.held)).toEqual([null, null, null]);

    world.node("ag_0_1").breaksOn = null;
    ticks(world, 3);
    expect(world.rollout.state).toBe("halted");
    world.apply(resumeActions(world.rollout));
    ticks(world, 40);
    expect(world.rollout.state).toBe("completed");
  });

  test("waits for nodes that are silent, not for those that are away; those follow when they are back", () => {
    const world = new RolloutWorld([2]);
    world.node("ag_0_1").presence = "stale";
    ticks(world, 5);
    expect(world.states).toEqual(["preparing"]);
    world.node("ag_0_1").presence = "offline";
    ticks(world, 2);
    expect(world.states).toEqual(["baking"]);
    expect(world.node("ag_0_1").servesNew).toBe(false);
    ticks(world, 12);
    expect(world.rollout.state).toBe("completed");
    world.node("ag_0_1").presence = "live";
    world.tick();
    expect(world.node("ag_0_1").servesNew).toBe(true);
  });

  test("fails when no node is there in time", () => {
    const world = new RolloutWorld([1]);
    world.node("ag_0_0").presence = "offline";
    world.tick();
    world.tick(minutes(14));
    expect(world.states).toEqual(["preparing"]);
    world.tick(minutes(1));
    expect(world.states).toEqual(["failed"]);
    expect(world.rollout.stateReason).toContain("ag_0_0 did not become ready in time");
  });

  test("is not held against a rollout that was paused, nor begun while it is", () => {
    const world = new RolloutWorld([1, 1]);
    world.tick();
    world.apply([{ kind: "rollout", event: "pause" }]);
    world.tick(minutes(60));
    expect(world.states).toEqual(["preparing", "waiting"]);
    world.apply(resumeActions(world.rollout));
    ticks(world, 2);
    expect(world.states).toEqual(["baking", "waiting"]);
    world.apply([{ kind: "rollout", event: "pause" }]);
    ticks(world, 30);
    expect(world.states).toEqual(["done", "waiting"]);
  });
});

describe("baking", () => {
  const baking = (): RolloutWorld => {
    const world = new RolloutWorld([1, 1]);
    ticks(world, 3);
    expect(world.states).toEqual(["baking", "waiting"]);
    return world;
  };

  test("errors roll back at once, and say so", () => {
    const world = baking();
    world.figures = badFigures;
    world.tick();
    expect(world.rollout.state).toBe("rolling-back");
    expect(world.rollout.stateReason).toBe("rg_0: error-share was 0.500, more than 0.01");
    expect(world.node("ag_0_0").toldOf).toEqual({ answers: oldVersion, held: null });
    world.tick();
    expect(world.rollout.state).toBe("rolled-back");
    expect(world.states).toEqual(["reverted", "waiting"]);
    expect(world.rollout.steps[0]?.gates[0]).toMatchObject({ answer: "fail", value: 0.5 });
  });

  test("without data it asks a person, and goes on when they say so", () => {
    const world = baking();
    world.figures = noFigures;
    world.tick(10);
    world.tick(minutes(5) - 1);
    expect(world.states).toEqual(["baking", "waiting"]);
    world.tick(1);
    expect([world.rollout.state, world.states[0]]).toEqual(["halted", "failed"]);
    world.apply(resumeActions(world.rollout));
    world.tick();
    expect(world.states).toEqual(["done", "preparing"]);
  });

  test("a person's word is no word against errors", () => {
    const world = baking();
    world.figures = noFigures;
    world.tick(minutes(6));
    world.apply(resumeActions(world.rollout));
    world.figures = badFigures;
    world.tick();
    expect(world.rollout.state).toBe("rolling-back");
  });

  test("a node that enrols in a switched region is brought along, and back", () => {
    const world = baking();
    const late = world.enrol("rg_0");
    ticks(world, 2);
    expect(late.servesNew).toBe(true);
    rollBack(world);
    ticks(world, 2);
    expect(late.servesNew).toBe(false);
    expect(world.rollout.state).toBe("rolled-back");
  });
});

test("rolling back ends though a node does not follow", () => {
  const world = new RolloutWorld([2]);
  ticks(world, 4);
  world.node("ag_0_0").breaksOn = oldVersion;
  world.node("ag_0_0").presence = "stale";
  rollBack(world);
  ticks(world, 2);
  expect(world.states).toEqual(["reverting"]);
  world.tick(minutes(15));
  expect([world.rollout.state, world.states[0]]).toEqual(["rolled-back", "failed"]);
  expect(world.rollout.steps[0]?.reason).toContain("ag_0_0 did not report in time");
});

type Happening =
  | { kind: "tick"; seconds: number }
  | { kind: "node"; node: number; what: "leave" | "return" | "break" | "mend" }
  | { kind: "figures"; which: number }
  | { kind: "operator"; what: "pause" | "resume" | "roll-back" }
  | { kind: "enrol"; region: number };

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("tick" as const), seconds: fc.constantFrom(1, 5, 60, 1000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("node" as const),
      node: fc.nat(9),
      what: fc.constantFrom("leave" as const, "return" as const, "break" as const, "mend" as const),
    }),
  },
  fc.record({ kind: fc.constant("figures" as const), which: fc.nat(2) }),
  fc.record({
    kind: fc.constant("operator" as const),
    what: fc.constantFrom("pause" as const, "resume" as const, "roll-back" as const),
  }),
  fc.record({ kind: fc.constant("enrol" as const), region: fc.nat(2) }),
);

function happen(world: RolloutWorld, happening: Happening): void {
  if (happening.kind === "tick") return world.tick(happening.seconds);
  if (happening.kind === "figures") {
    world.figures = [goodFigures, badFigures, noFigures][happening.which] ?? goodFigures;
    return;
  }
  if (happening.kind === "enrol") {
    if (!openRolloutStates.includes(world.rollout.state)) return;
    world.enrol(`rg_${happening.region % world.rollout.steps.length}`);
    return;
  }
  if (happening.kind === "operator") return operate(world, happening.what);
  const node = world.nodes[happening.node % world.nodes.length];
  if (!node) return;
  if (happening.what === "leave") node.presence = "offline";
  else if (happening.what === "return") node.presence = "live";
  else node.breaksOn = happening.what === "break" && !node.servesNew ? newVersion : null;
}

/** What the tables of states refuse, the services refuse. */
function operate(world: RolloutWorld, what: "pause" | "resume" | "roll-back"): void {
  const { state } = world.rollout;
  if (what === "pause" && state === "running") world.apply([{ kind: "rollout", event: "pause" }]);
  if (what === "resume" && (state === "paused" || state === "halted"))
    world.apply(resumeActions(world.rollout));
  if (what === "roll-back" && (state === "running" || state === "paused" || state === "halted"))
    rollBack(world);
}

describe("whatever happens", () => {
  const anyWorld = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
  const anyStory = fc.array(anyHappening, { maxLength: 40 });

  test("no node is switched that does not hold the version ready, and one region is in flight at a time", () => {
    fc.assert(
      fc.property(anyWorld, anyStory, (sizes, story) => {
        const world = new RolloutWorld(sizes);
        world.onPlan = (actions) => {
          for (const action of actions) {
            if (action.kind !== "switch") continue;
            for (const id of action.nodeIds) {
              expect(world.node(id).presence).toBe("live");
              expect(world.node(id).isReadyFor(newVersion)).toBe(true);
            }
          }
        };
        for (const happening of story) {
          happen(world, happening);
          const inFlight = world.states.filter((state) =>
            ["preparing", "switching", "baking"].includes(state),
          );
          expect(inFlight.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("every node answers all the time, and a region that was not reached never with the new version", () => {
    fc.assert(
      fc.property(anyWorld, anyStory, (sizes, story) => {
        const world = new RolloutWorld(sizes);
        for (const happening of story) {
          happen(world, happening);
          expect(world.nodes.every(({ isServing }) => isServing)).toBe(true);
          for (const { regionId, state } of world.rollout.steps) {
            if (state !== "waiting" && state !== "preparing") continue;
            const members = world.nodes.filter((node) => node.regionId === regionId);
            expect(members.some(({ servesNew }) => servesNew)).toBe(false);
          }
        }
      }),
    );
  });

  test("once all is well again the rollout comes to its end, or back, and all nodes agree", () => {
    fc.assert(
      fc.property(anyWorld, anyStory, (sizes, story) => {
        const world = new RolloutWorld(sizes);
        for (const happening of story) happen(world, happening);
        world.figures = goodFigures;
        for (const node of world.nodes) {
          node.presence = "live";
          node.breaksOn = null;
        }
        for (let i = 0; i < 100 && openRolloutStates.includes(world.rollout.state); i++) {
          operate(world, "resume");
          world.tick();
        }
        ticks(world, 2);
        expect(["completed", "rolled-back"]).toContain(world.rollout.state);
        const isNew = world.rollout.state === "completed";
        expect(world.nodes.map(({ servesNew }) => servesNew)).toEqual(world.nodes.map(() => isNew));
        expect(world.nodes.every(({ toldOf }) => toldOf.held === null)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

test("what was completed goes back in one step, with the nodes that enrolled since", () => {
  const world = new RolloutWorld([2, 1]);
  ticks(world, 40);
  expect(world.rollout.state).toBe("completed");
  world.rollout.defaultBefore = oldVersion;
  const late = world.enrol("rg_1");
  late.tell(newVersion, null);
  world.node("ag_0_0").presence = "offline";
  ticks(world, 2);
  rollBack(world);
  expect(world.nodes.map(({ toldOf }) => toldOf.answers)).toEqual(Array(4).fill(oldVersion));
  world.node("ag_0_0").presence = "live";
  ticks(world, 2);
  expect(world.rollout.state).toBe("rolled-back");
  expect(world.nodes.some(({ servesNew }) => servesNew)).toBe(false);
});
