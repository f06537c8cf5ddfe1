import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { safetyRuleDefaults, type SafetyRules, StartRolloutInput } from "@meridian/contracts/api";
import type { MemberState } from "@meridian/contracts/fleet";
import type { Caller } from "../domains/people/index.ts";
import { type ModelFolders, registerModelVersions } from "../domains/model/index.ts";
import { freezeChanges, getSafety, openBreakGlass, setSafetyRules } from "../domains/safety/index.ts";
import { appRouter } from "../api/root.ts";
import { createCallerFactory } from "../api/trpc.ts";
import { writeModelFolder } from "./model-folder.ts";
import { connectedAgents, obey } from "./obedient-node.ts";
import { personOf, requestContext } from "./request-context.ts";
import { createTestContext, type TestContext } from "./test-context.ts";
import { addFleet, type TestFleet } from "./traffic-fixture.ts";

const reason = "a test";

/** Two regions, of which cn-east uses both, with three healthy nodes; what an administrator changes there. */
export class SafetyScene {
  readonly agents = connectedAgents();

  private constructor(
    readonly ctx: TestContext,
    readonly fleet: TestFleet,
    private readonly modelFolders: ModelFolders,
    private readonly modelsDir: string,
  ) {
    ctx.agents = this.agents;
  }

  /** With the versions stable and candidate; the nodes have stable. */
  static async create(): Promise<SafetyScene> {
    const modelsDir = await mkdtemp(join(tmpdir(), "models-"));
    for (const name of ["stable", "candidate"]) await writeModelFolder(modelsDir, { name, content: name });
    const ctx = await createTestContext();
    const folders = await registerModelVersions({ ctx, input: { modelsDir } });
    const fleet = await addFleet(ctx, { "cn-east": 2, "us-west": 1 });
    const scene = new SafetyScene(ctx, fleet, folders, modelsDir);
    await ctx.db.modelAssignment.updateMany({ data: { modelVersionId: await scene.version("stable") } });
    for (const node of ["cn-east-node-1", "cn-east-node-2", "us-west-node-1"]) {
      await obey(ctx, scene.fleet.id(node));
    }
    await scene.call("traffic.shift", await scene.shiftTo("active"));
    return scene;
  }

  async dispose(): Promise<void> {
    await this.ctx.database.drop();
    await rm(this.modelsDir, { recursive: true });
  }

  /** What somebody is answered by `router.procedure`; an administrator, unless it is said. */
  async call(path: string, input: unknown, who: Caller = personOf("admin")): Promise<unknown> {
    const { ctx, modelFolders } = this;
    const caller = createCallerFactory(appRouter)({
      ...requestContext(ctx, who),
      modelFolders,
    });
    const [router = "", name = ""] = path.split(".");
    const procedures = caller as unknown as Record<string, Record<string, (input: unknown) => unknown>>;
    return procedures[router]?.[name]?.(input);
  }

  /** Input that sets us-west for requests that enter in cn-east, half of which it gets while it is active. */
  async shiftTo(state: MemberState) {
    const { revision: baseRevision } = await this.fleet.origin("cn-east");
    const targets = [{ regionId: this.fleet.id("us-west"), weight: 100, ...drainFor(state) }];
    return { originRegionId: this.fleet.id("cn-east"), baseRevision, targets, reason };
  }

  /** Input that sets one of the two nodes of cn-east. */
  async setNode(state: MemberState) {
    const { revision: baseRevision } = await this.fleet.nodes("cn-east");
    const nodes = [{ nodeId: this.fleet.id("cn-east-node-1"), weight: 100, ...drainFor(state) }];
    return { regionId: this.fleet.id("cn-east"), baseRevision, nodes, reason };
  }

  async rollout() {
    const modelVersionId = await this.version("candidate");
    return StartRolloutInput.parse({ modelVersionId, regionIds: [this.fleet.id("cn-east")], reason });
  }

  /** Input that gives a tenth of cn-east's requests to a version that a node of it holds. */
  async split() {
    const modelVersionId = await this.version("candidate");
    const agentId = this.fleet.id("cn-east-node-1");
    const held = { heldModelVersionId: modelVersionId, heldPrecision: "int8" };
    await this.ctx.db.modelAssignment.update({ where: { agentId }, data: held });
    await obey(this.ctx, agentId);
    const { revision: baseRevision } = (await this.fleet.origin("cn-east")).split;
    const split = { modelVersionId, percent: 10 };
    return { originRegionId: this.fleet.id("cn-east"), baseRevision, split, reason };
  }

  async setRules(rules: Partial<SafetyRules>): Promise<void> {
    const { ctx } = this;
    const { revision: baseRevision } = await getSafety({ ctx });
    await setSafetyRules({ ctx, input: { ...safetyRuleDefaults, ...rules, baseRevision, reason } });
  }

  freeze() {
    return freezeChanges({ ctx: this.ctx, input: { reason } });
  }

  breakGlass() {
    return openBreakGlass({ ctx: this.ctx, input: { minutes: 5, reason } });
  }

  private async version(name: string): Promise<string> {
    return (await this.ctx.db.modelVersion.findUniqueOrThrow({ where: { name } })).id;
  }
}

function drainFor(state: MemberState) {
  return state === "drain" ? { state, drain: { minutes: 5, then: "standby" } } : { state };
}
