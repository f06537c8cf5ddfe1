const restMsFirst = 1000;
const restMsMax = 30_000;

type Failure = { restMs: number; untilMs: number };

/** Gateways as a client prefers them. One that failed rests for a second, doubling to 30, until it answers again. */
export class GatewayList {
  private readonly failures = new Map<string, Failure>();

  constructor(private urls: readonly string[]) {}

  /** Adds those that are not known yet, behind those that are. */
  add(urls: readonly string[]): void {
    this.urls = [...new Set([...this.urls, ...urls])];
  }

  /** All of them: the preferred first, resting ones last, of these the one whose rest ends first. */
  inOrder(nowMs: number): string[] {
    const restUntilMs = (url: string) => Math.max(nowMs, this.failures.get(url)?.untilMs ?? nowMs);
    return [...this.urls].sort((a, b) => restUntilMs(a) - restUntilMs(b));
  }

  /** Call before asking: of one that failed a single request at a time finds out whether it is back. */
  began(url: string, nowMs: number): void {
    const failure = this.failures.get(url);
    if (failure) failure.untilMs = nowMs + failure.restMs;
  }

  answered(url: string): void {
    this.failures.delete(url);
  }

  failed(url: string, nowMs: number): void {
    const before = this.failures.get(url);
    const restMs = before ? Math.min(restMsMax, 2 * before.restMs) : restMsFirst;
    this.failures.set(url, { restMs, untilMs: nowMs + restMs });
  }
}
