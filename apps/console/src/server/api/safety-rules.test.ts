import { SafetyRuleName, type SafetyRules } from "@meridian/contracts/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openIncident } from "../domains/incident/index.ts";
import { thawChanges } from "../domains/safety/index.ts";
import { addRegion } from "../testing/fleet-fixture.ts";
import { SafetyScene } from "../testing/safety-scene.ts";
import { appRouter } from "./root.ts";

type Declared = { _def: { type: string } };
type Refusals = Partial<Record<SafetyRuleName, number>>;
type Row = {
  mutation: string;
  /** What it does here: as much harm as it can. */
  what: string;
  /** The rules that refuse it, and what it would come to. */
  refusedBy: Refusals;
  /** Why the other rules do not. */
  because: string;
  /** Makes ready what it is about; returns its input. */
  input: (scene: SafetyScene) => Promise<unknown>;
};

const reason = "a test";
const noEvidence = {
  nodes: 4,
  lost: [],
  gateways: 1,
  gone: 0,
  served: 0,
  asked: 0,
  answered: 0,
  requests: 0,
  failed: 0,
};
const frozen = { "not-frozen": 1 } as const;
const movesNone = "nodes and regions keep their states and weights";
const stops = "it begins nothing: it stops or takes back";

const agent = (name: string) => (scene: SafetyScene) =>
  Promise.resolve({ agentId: scene.fleet.id(name), reason });

/** An undo of the change that made us-west active. */
async function undo(scene: SafetyScene, from: "cordon" | "standby") {
  await scene.call("traffic.shift", await scene.shiftTo(from));
  const changed = await scene.call("traffic.shift", await scene.shiftTo("active"));
  const { revision } = changed as { revision: string };
  return { revision, reason };
}

async function startedRollout(scene: SafetyScene): Promise<{ rolloutId: string; reason: string }> {
  const { id: rolloutId } = (await scene.call("rollout.start", await scene.rollout())) as { id: string };
  return { rolloutId, reason };
}

const rows: Row[] = [
  ...(["cordon", "drain"] as const).map((state) => ({
    mutation: "traffic.shift",
    what: `${state}s one of an origin's two regions`,
    refusedBy: { ...frozen, "active-regions-min": 1, "healthy-nodes-min": 2, "shift-points-max": 50 },
    because: "",
    input: (scene: SafetyScene) => scene.shiftTo(state),
  })),
  {
    mutation: "traffic.shift",
    what: "makes one of an origin's two regions standby",
    refusedBy: { ...frozen, "active-regions-min": 1, "shift-points-max": 50 },
    because: "standby nodes answer when others fail",
    input: (scene) => scene.shiftTo("standby"),
  },
  ...(["cordon", "drain"] as const).map((state) => ({
    mutation: "traffic.shiftNodes",
    what: `${state}s one of a region's two nodes`,
    refusedBy: { ...frozen, "healthy-nodes-min": 2, "shift-points-max": 50 },
    because: "the region stays active",
    input: (scene: SafetyScene) => scene.setNode(state),
  })),
  {
    mutation: "traffic.undo",
    what: "takes the second region out again",
    refusedBy: { ...frozen, "active-regions-min": 1, "healthy-nodes-min": 2, "shift-points-max": 50 },
    because: "",
    input: (scene) => undo(scene, "cordon"),
  },
  {
    mutation: "traffic.split",
    what: "gives a version a tenth of the requests",
    refusedBy: frozen,
    because: movesNone,
    input: (scene) => scene.split(),
  },
  {
    mutation: "traffic.split",
    what: "ends a split",
    refusedBy: {},
    because: stops,
    input: async (scene) => {
      const input = await scene.split();
      const { revision: baseRevision } = (await scene.call("traffic.split", input)) as { revision: string };
      return { ...input, baseRevision, split: null };
    },
  },
  {
    mutation: "agent.archive",
    what: "archives a node that is ready in standby",
    refusedBy: { ...frozen, "healthy-nodes-min": 2 },
    because: "it gets no requests, and its region stays",
    input: async (scene) => {
      await scene.call("traffic.shiftNodes", await scene.setNode("standby"));
      return { agentId: scene.fleet.id("cn-east-node-1"), reason };
    },
  },
  {
    mutation: "agent.archive",
    what: "archives a gateway that is stopped",
    refusedBy: frozen,
    because: "nodes and regions stay",
    input: (scene) => {
      scene.agents.presences.set(scene.fleet.id("us-west-gateway"), "offline");
      return agent("us-west-gateway")(scene);
    },
  },
  {
    mutation: "region.archive",
    what: "archives an active region without agents",
    refusedBy: { ...frozen, "active-regions-min": 2 },
    because: "without nodes it answers nothing",
    input: async ({ ctx, fleet }) => {
      const { id: regionId } = await addRegion(ctx, "eu-central");
      const where = { regionId, originRegionId: fleet.id("cn-east") };
      await ctx.db.trafficMember.updateMany({ where, data: { state: "active", weight: 10 } });
      return { regionId, reason };
    },
  },
  {
    mutation: "region.create",
    what: "adds a region",
    refusedBy: {},
    because: "it is standby for every other origin and gets nothing from them",
    input: () => Promise.resolve({ name: "eu-central", label: "Frankfurt", latitude: 50, longitude: 9 }),
  },
  {
    mutation: "region.update",
    what: "renames a region",
    refusedBy: {},
    because: movesNone,
    input: ({ fleet }) =>
      Promise.resolve({
        ...{
          regionId: fleet.id("us-west"),
          name: "us-west-2",
          label: "Oregon",
          latitude: 44,
          longitude: -120,
        },
      }),
  },
  {
    mutation: "agent.rename",
    what: "renames a node",
    refusedBy: {},
    because: movesNone,
    input: ({ fleet }) => Promise.resolve({ agentId: fleet.id("us-west-node-1"), name: "other" }),
  },
  {
    mutation: "agent.acceptAddress",
    what: "lets a node be reached elsewhere",
    refusedBy: {},
    because:
      "the node keeps its state and its weight, and may move by itself where its region's networks are set",
    input: async ({ ctx, fleet }) => {
      const [agentId, url] = [fleet.id("us-west-node-1"), "http://10.9.8.7:4000"];
      await ctx.db.agent.update({ where: { id: agentId }, data: { claimedUrl: url } });
      return { agentId, url, reason };
    },
  },
  ...["agent.revokeCredential", "agent.rotateCredential"].map((mutation) => ({
    mutation,
    what: "closes the link of a node",
    refusedBy: {},
    because: "the node serves on by its last snapshot, and a stolen credential does not wait for a thaw",
    input: agent("us-west-node-1"),
  })),
  {
    mutation: "agent.createToken",
    what: "lets a node enrol as active",
    refusedBy: {},
    because:
      "nothing enrols yet; what would take traffic against a rule begins as standby (enrol-agent.test.ts)",
    input: ({ fleet }) =>
      Promise.resolve({
        ...{ regionId: fleet.id("us-west"), role: "inference", state: "active", weight: 1000 },
        expiresInMs: 60_000,
      }),
  },
  {
    mutation: "rollout.start",
    what: "begins to bring another version to a region",
    refusedBy: frozen,
    because: movesNone,
    input: (scene) => scene.rollout(),
  },
  {
    mutation: "rollout.resume",
    what: "goes on with a rollout",
    refusedBy: frozen,
    because: movesNone,
    input: async (scene) => {
      const input = await startedRollout(scene);
      await scene.call("rollout.pause", input);
      return input;
    },
  },
  ...["rollout.pause", "rollout.rollBack"].map((mutation) => ({
    mutation,
    what: "of a rollout that runs",
    refusedBy: {},
    because: stops,
    input: startedRollout,
  })),
  {
    mutation: "incident.close",
    what: "lets automation go on",
    refusedBy: {},
    because: "automation waits for the thaw by itself (drains.test.ts, rollouts-controller.test.ts)",
    input: async ({ ctx }) => {
      const { id: incidentId } = await openIncident({ ctx, input: noEvidence });
      return { incidentId, reason };
    },
  },
];

/** What touches no traffic at all, and why. A mutation that stands neither here nor above fails the test. */
const outside: Record<string, readonly string[]> = {
  "an unused token enrols nobody": ["agent.revokeToken"],
  "they are the rules, and the ways out of them": [
    ...["safety.setRules", "safety.freeze", "safety.thaw", "safety.openBreakGlass", "safety.closeBreakGlass"],
  ],
  "one request is asked and nothing is set": ["tester.parse"],
  "whom gateways answer, not where requests go: a leaked key is revoked during a freeze too": [
    ...["apiKey.ask", "apiKey.create", "apiKey.open", "apiKey.revoke", "apiKey.update"],
  ],
  "who reads metrics is no traffic": ["scrapeToken.create", "scrapeToken.revoke"],
  "no agent is told of people and their tokens": [
    ...["session.changePassword", "session.end", "session.endOthers", "session.setLocale"],
    ...[
      "token.changeOwner",
      "token.create",
      "token.revoke",
      "user.changeRole",
      "user.deactivate",
      "user.reactivate",
      "user.resetTwoFactor",
    ],
    ...["user.endSession", "user.invite", "user.revokeInvitation"],
  ],
};

/** So strict that whatever takes anything away breaks it. */
const strict: Record<Exclude<SafetyRuleName, "not-frozen">, Partial<SafetyRules>> = {
  "active-regions-min": { activeRegionsMin: 64 },
  "healthy-nodes-min": { healthyNodesMin: 4096 },
  "shift-points-max": { shiftPointsMax: 1 },
};
const allStrict = Object.assign({}, ...Object.values(strict)) as SafetyRules;

let scene: SafetyScene;
beforeEach(async () => {
  scene = await SafetyScene.create();
});
afterEach(() => scene.dispose());

/** With this rule as strict as can be, and no other one. */
async function refusalUnder(rule: SafetyRuleName, { mutation }: Row, input: unknown): Promise<unknown> {
  if (rule === "not-frozen") await scene.freeze();
  else await scene.setRules(strict[rule]);
  const error: unknown = await scene.call(mutation, input).catch((thrown: unknown) => thrown);
  if (rule === "not-frozen") await thawChanges({ ctx: scene.ctx, input: { reason } });
  else await scene.setRules({});
  return error;
}

/** The rules that were broken, by the audit log. */
async function overridden(): Promise<SafetyRuleName[]> {
  const changes = await scene.ctx.db.change.findMany({ where: { kind: "safety.overridden" } });
  return changes.flatMap(({ after }) =>
    (after as { broken: { rule: SafetyRuleName }[] }).broken.map(({ rule }) => rule),
  );
}

describe.each(rows)("$mutation: $what", (row) => {
  const refusals = Object.entries(row.refusedBy) as [SafetyRuleName, number][];
  const broken = refusals.map(([rule]) => rule);
  const isRefused = broken.length > 0;

  test(isRefused ? `needs broken glass against ${broken.join(", ")}` : "is never refused", async () => {
    const input = await row.input(scene);
    for (const [rule, value] of refusals) {
      const limit = rule === "not-frozen" ? 0 : Object.values(strict[rule])[0];
      const { cause } = (await refusalUnder(rule, row, input)) as { cause?: unknown };
      expect(cause, rule).toMatchObject({ code: "REFUSED_BY_RULE", details: { rule, value, limit } });
    }
    await scene.setRules(allStrict);
    await scene.freeze();
    if (isRefused) await scene.breakGlass();
    await scene.call(row.mutation, input);
    expect(await overridden()).toEqual(broken);
    if (broken.length < SafetyRuleName.options.length) expect(row.because).not.toBe("");
  });
});

test("every mutation of the router stands in one of the two tables", () => {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>);
  const mutations = procedures.filter(([, { _def }]) => _def.type === "mutation").map(([path]) => path);
  const inTables = [...new Set(rows.map(({ mutation }) => mutation)), ...Object.values(outside).flat()];
  expect(inTables.toSorted()).toEqual(mutations.toSorted());
});
