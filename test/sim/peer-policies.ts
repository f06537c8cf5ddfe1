import { type AnswerTiming, SmoothWrr } from "@meridian/contracts/routing";
import type { MakePolicy, Policy, PolicySpec } from "./policy.ts";

abstract class PeerPolicy implements Policy {
  protected readonly inFlight: number[];

  constructor(protected readonly spec: PolicySpec) {
    this.inFlight = spec.nodes.map(() => 0);
  }

  abstract pick(nowMs: number): number;

  sent(node: number): void {
    this.inFlight[node] = (this.inFlight[node] ?? 0) + 1;
  }

  answered(node: number, _request: unknown, _answer: AnswerTiming): void {
    this.inFlight[node] = (this.inFlight[node] ?? 0) - 1;
  }

  nodesToProbe(): number[] {
    return [];
  }
}

/** nginx: weights alone. */
class PlainWrr extends PeerPolicy {
  private readonly wrr = new SmoothWrr();

  pick(): number {
    const targets = this.spec.nodes.map(({ weight }, index) => ({ id: String(index), weight }));
    return Number(this.wrr.pick(targets) ?? -1);
  }
}

/** Envoy's weighted least request: round robin over weight ÷ (active requests + 1). */
class LeastRequest extends PeerPolicy {
  private readonly wrr = new SmoothWrr();

  pick(): number {
    const weightOf = (weight: number, index: number) => weight / ((this.inFlight[index] ?? 0) + 1);
    const targets = this.spec.nodes.map(({ weight }, index) => ({
      id: String(index),
      weight: weightOf(weight, index),
    }));
    return Number(this.wrr.pick(targets) ?? -1);
  }
}

const decayMs = 10_000;

/** Finagle's and Linkerd's: the cheaper of two, drawn by weight; cost = peak-sensitive average of latency × (active + 1). */
class PeakEwma extends PeerPolicy {
  private readonly costs = this.spec.nodes.map(() => ({ ms: 1, atMs: 0 }));

  pick(nowMs: number): number {
    const choices = this.spec.nodes.map(({ weight }, index) => [weight, index] as const);
    const [a, b] = [this.spec.random.weighted(choices), this.spec.random.weighted(choices)];
    return this.costOf(a, nowMs) <= this.costOf(b, nowMs) ? a : b;
  }

  override answered(node: number, request: unknown, answer: AnswerTiming): void {
    super.answered(node, request, answer);
    const cost = this.costs[node];
    if (!cost) return;
    const kept = Math.exp(-(answer.nowMs - cost.atMs) / decayMs);
    const { upstreamMs } = answer;
    cost.ms = upstreamMs > cost.ms ? upstreamMs : cost.ms * kept + upstreamMs * (1 - kept);
    cost.atMs = answer.nowMs;
  }

  private costOf(node: number, nowMs: number): number {
    const { ms = 1, atMs = 0 } = this.costs[node] ?? {};
    const faded = ms * Math.exp(-(nowMs - atMs) / decayMs);
    return faded * ((this.inFlight[node] ?? 0) + 1);
  }
}

export const plainWrr: MakePolicy = (spec) => new PlainWrr(spec);
export const leastRequest: MakePolicy = (spec) => new LeastRequest(spec);
export const peakEwma: MakePolicy = (spec) => new PeakEwma(spec);
