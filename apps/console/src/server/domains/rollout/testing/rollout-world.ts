import { RolloutGates } from "@meridian/contracts/api";
import type { Presence } from "@meridian/contracts/fleet";
import { assignmentAfter, type RolloutAction, rolloutAfter } from "../actions.ts";
import { isSameRef, newStep, type Rollout, type VersionRef } from "../progress.ts";
import { type GateFigures } from "../gates.ts";
import { type RolloutNode } from "../rollout-nodes.ts";
import { planRollout } from "../plan/plan-rollout.ts";

export const oldVersion: VersionRef = { modelVersionId: "mv_old", precision: "fp32" };
export const newVersion: VersionRef = { modelVersionId: "mv_new", precision: "int8" };

const assigned = (ref: VersionRef) => ({ ...ref, name: ref.modelVersionId, digest: ref.modelVersionId });
const keyOf = ({ modelVersionId, precision }: VersionRef) => `${modelVersionId}/${precision}`;

/** A node that obeys as the node agent's plan does: it brings up first, then switches, then lets go. */
class SimulatedNode {
  presence: Presence = "live";
  breaksOn: VersionRef | null = null;
  private answers = oldVersion;
  private held: VersionRef | null = null;
  private applied: VersionRef[] = [oldVersion];
  private serving: VersionRef | null = oldVersion;
  private ready = [oldVersion];

  constructor(
    readonly id: string,
    readonly regionId: string,
  ) {}

  get isServing(): boolean {
    return this.serving !== null;
  }

  get servesNew(): boolean {
    return isSameRef(this.serving, newVersion);
  }

  get toldOf(): { answers: VersionRef; held: VersionRef | null } {
    return { answers: this.answers, held: this.held };
  }

  isReadyFor(ref: VersionRef): boolean {
    return this.ready.some((one) => isSameRef(one, ref));
  }

  tell(answers: VersionRef, held: VersionRef | null): void {
    this.answers = answers;
    this.held = held;
  }

  /** One round of the agent's own work: nothing while its link is away. */
  work(): void {
    if (this.presence !== "live") return;
    this.applied = this.held ? [this.answers, this.held] : [this.answers];
    const loads = this.applied.filter((ref) => !isSameRef(ref, this.breaksOn) && !this.isReadyFor(ref));
    this.ready.push(...loads);
    if (this.isReadyFor(this.answers)) this.serving = this.answers;
    this.ready = this.ready.filter(
      (ref) => isSameRef(ref, this.serving) || this.applied.some((one) => isSameRef(one, ref)),
    );
  }

  /** As the console sees it. */
  observe(): RolloutNode {
    const told = this.held ? [this.answers, this.held] : [this.answers];
    const failed = this.applied.filter((ref) => isSameRef(ref, this.breaksOn));
    const slot = (ref: VersionRef, status: "ready" | "failed") => ({
      ...{ name: ref.modelVersionId, digest: ref.modelVersionId, precision: ref.precision, status },
      ...{ provider: null, reason: status === "failed" ? "vocab.txt: wrong" : null },
    });
    return {
      ...{ id: this.id, name: this.id, regionId: this.regionId, presence: this.presence },
      answers: assigned(this.answers),
      held: this.held && assigned(this.held),
      report: {
        role: "inference",
        isReady: this.isServing,
        slots: [...this.ready.map((ref) => slot(ref, "ready")), ...failed.map((ref) => slot(ref, "failed"))],
        defaultDigest: this.serving?.modelVersionId ?? null,
        defaultPrecision: this.serving?.precision ?? null,
        limits: {},
      },
      isReportCurrent: this.applied.map(keyOf).join() === told.map(keyOf).join(),
    };
  }
}

export const goodFigures: GateFigures = {
  requests: 100,
  serverErrors: 0,
  after: { requests: 100, p95Ms: 10 },
  before: { requests: 100, p95Ms: 10 },
};
export const badFigures: GateFigures = { ...goodFigures, serverErrors: 50 };
export const noFigures: GateFigures = {
  ...goodFigures,
  requests: 0,
  after: { requests: 0, p95Ms: Number.NaN },
};

/** A rollout with its nodes, a clock and the plan, without a database. */
export class RolloutWorld {
  rollout: Rollout;
  nowMs = Date.UTC(2026, 0, 5);
  figures = goodFigures;
  readonly nodes: SimulatedNode[];
  /** Called with each plan that does something, before it is carried out. */
  onPlan: (actions: RolloutAction[]) => void = () => undefined;

  /** How many nodes each region has. */
  constructor(sizes: readonly number[]) {
    this.nodes = sizes.flatMap((size, region) =>
      Array.from({ length: size }, (_, node) => new SimulatedNode(`ag_${region}_${node}`, `rg_${region}`)),
    );
    this.rollout = {
      ...{ id: "ro_1", version: assigned(newVersion), precision: newVersion.precision },
      version: { id: newVersion.modelVersionId, name: "new", digest: newVersion.modelVersionId },
      ...{ state: "running", stateReason: null, stateSince: new Date(this.nowMs) },
      ...{
        bakeSeconds: 10,
        gates: RolloutGates.parse({}),
        keepsDefault: false,
        steps: sizes.map((_, i) => newStep(`rg_${i}`)),
      },
      defaultBefore: null,
    };
  }

  get states(): string[] {
    return this.rollout.steps.map(({ state }) => state);
  }

  node(id: string): SimulatedNode {
    const node = this.nodes.find((one) => one.id === id);
    if (!node) throw new Error(`no node ${id}`);
    return node;
  }

  enrol(regionId: string): SimulatedNode {
    const node = new SimulatedNode(`ag_late_${this.nodes.length}`, regionId);
    this.nodes.push(node);
    return node;
  }

  observe(): RolloutNode[] {
    return this.nodes.map((node) => node.observe());
  }

  /** Everything that is due now. */
  plan(): void {
    const clock = { nowMs: this.nowMs, watchedSinceMs: 0 };
    for (let turn = 0; ; turn++) {
      if (turn > 100) throw new Error(`the plan does not come to rest in ${this.states.join()}`);
      const observed = {
        nodes: this.observe(),
        regionNames: new Map<string, string>(),
        figures: this.figures,
      };
      const actions = planRollout(this.rollout, observed, clock);
      if (actions.length === 0) return;
      this.onPlan(actions);
      this.apply(actions);
    }
  }

  apply(actions: RolloutAction[]): void {
    const nodes = this.observe();
    const before = this.rollout;
    for (const action of actions) {
      this.rollout = rolloutAfter(this.rollout, action, nodes, new Date(this.nowMs));
      if (!("nodeIds" in action)) continue;
      for (const seen of nodes.filter(({ id }) => action.nodeIds.includes(id))) {
        const { answers, held } = assignmentAfter(action.kind, seen, before);
        this.node(seen.id).tell(answers, held);
      }
    }
    if (this.rollout.state !== before.state) this.rollout.stateSince = new Date(this.nowMs);
  }

  /** Time passes; the agents work, then the controller looks. */
  tick(seconds = 1): void {
    this.nowMs += seconds * 1000;
    for (const node of this.nodes) node.work();
    this.plan();
  }
}
