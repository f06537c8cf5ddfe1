import type { SentRequest } from "@meridian/contracts/routing";
import { EventQueue } from "./event-queue.ts";
import type { MakePolicy, Policy, RegionSpec } from "./policy.ts";
import { Random } from "./random.ts";
import { type NodeSpec, SimNode, type SimRequest } from "./sim-node.ts";

/** A request that a client made: when, which node was picked (its index), how long the answer took; null while none came. */
export type Served = { atMs: number; node: number; tookMs: number | null };

export type WorldSpec<P extends Policy> = {
  seed: number;
  nodes: readonly NodeSpec[];
  /** Default: one active region of the nodes' name. */
  regions?: readonly RegionSpec[];
  gateways?: number;
  requestsPerS: (nowMs: number) => number;
  cachedShare?: number;
  makePolicy: (spec: Parameters<MakePolicy>[0]) => P;
};

const probeEveryMs = 500;
const probeLength = 8;
const bytesPerAddress = 60;
const wayJitter = 0.1;

/** How many addresses requests have, and how long texts are in padded tokens, by how often each comes. */
export const requestSizes = [[70, 1], [20, 3], [8, 10], [2, 32]] as const; // prettier-ignore
export const textLengths = [[25, 16], [45, 24], [20, 32], [10, 48]] as const; // prettier-ignore

/** Clients, gateways, ways and nodes on one simulated clock. The same seed gives the same run. */
export class World<P extends Policy> {
  readonly events = new EventQueue();
  readonly served: Served[] = [];
  readonly policies: P[];
  private readonly nodes: SimNode[];
  private readonly random: Random;

  constructor(private readonly spec: WorldSpec<P>) {
    this.random = new Random(spec.seed);
    const { nodes, makePolicy, gateways = 1 } = spec;
    const home = [{ id: nodes[0]?.region ?? "", state: "active", weight: 100 }] as const;
    this.nodes = nodes.map((node) => new SimNode(node, this.events, this.random));
    const policySpec = { nodes, regions: spec.regions ?? home, random: this.random };
    this.policies = Array.from({ length: gateways }, () => makePolicy(policySpec));
    this.arrive();
    this.probe();
  }

  runUntil(ms: number): this {
    this.events.runUntil(ms);
    return this;
  }

  private arrive(): void {
    const { requestsPerS } = this.spec;
    this.events.after(this.random.exponential(1000 / requestsPerS(this.events.nowMs)), () => {
      const policy = this.policies[Math.floor(this.random.uniform() * this.policies.length)];
      if (policy) this.ask(policy);
      this.arrive();
    });
  }

  private ask(policy: P): void {
    const served: Served = { atMs: this.events.nowMs, node: policy.pick(this.events.nowMs), tookMs: null };
    this.served.push(served);
    this.send(policy, served.node, this.newRequest(), (tookMs) => (served.tookMs = tookMs));
  }

  private probe(): void {
    this.events.after(probeEveryMs, () => {
      for (const policy of this.policies) {
        for (const node of policy.nodesToProbe(this.events.nowMs)) this.sendProbe(policy, node);
      }
      this.probe();
    });
  }

  private sendProbe(policy: P, node: number): void {
    const { nowMs } = this.events;
    this.send(
      policy,
      node,
      { sentAtMs: nowMs, bytes: 20, lengths: [probeLength], isCached: false },
      () => undefined,
    );
  }

  private send(policy: P, index: number, request: SimRequest, done: (tookMs: number) => void): void {
    const node = this.nodes[index];
    if (!node) return;
    const sentRequest: SentRequest = { sentAtMs: request.sentAtMs, bytes: request.bytes };
    policy.sent(index, sentRequest);
    this.events.after(this.wayMs(node), () => {
      node.serve(request, ({ nodeMs, run }) => {
        this.events.after(this.wayMs(node), () => {
          const { nowMs } = this.events;
          const upstreamMs = nowMs - request.sentAtMs;
          policy.answered(index, sentRequest, { nowMs, upstreamMs, nodeMs, run });
          done(upstreamMs);
        });
      });
    });
  }

  private wayMs({ spec: { rttMs, detourMs } }: SimNode): number {
    return (rttMs / 2) * this.random.spread(wayJitter) + (detourMs?.(this.events.nowMs) ?? 0) / 2;
  }

  private newRequest(): SimRequest {
    const addresses = this.random.weighted(requestSizes);
    const lengths = Array.from({ length: addresses }, () => this.random.weighted(textLengths));
    const isCached = this.random.uniform() < (this.spec.cachedShare ?? 0);
    return { sentAtMs: this.events.nowMs, bytes: 20 + bytesPerAddress * addresses, lengths, isCached };
  }
}
