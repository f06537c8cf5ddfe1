import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { evidenceOn, noReport, trialAt } from "../testing/evidence.ts";
import type { NodeEvidence } from "./node-evidence.ts";
import { FakeClock } from "../../testing/fake-clock.ts";

let clock: FakeClock;
let evidence: NodeEvidence;
let verdicts: number;
let failures: number;

beforeEach(() => {
  clock = new FakeClock();
  verdicts = 0;
  failures = 0;
  evidence = evidenceOn(clock, { onVerdict: () => verdicts++, countFailure: () => failures++ });
});

const refused = () => Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const broken = () => Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });

/** As the judge does. */
const settle = () => evidence.verdict.settle(evidence.hard(clock.now()), clock.now());

describe("NodeEvidence", () => {
  it("takes a refused connection as hard evidence, at once", () => {
    evidence.failed(trialAt(clock.now()), refused());
    expect(evidence.hard(clock.now())).toMatchObject({ rule: "connection-failed", detail: "ECONNREFUSED" });
    expect(verdicts).toBe(1);
    clock.advance(1000);
    expect(evidence.hard(clock.now())).toBeNull();
  });

  it("keeps a node out until it was found ready once, and says what it waits for", () => {
    evidence = evidenceOn(clock, { isUnproven: true, onVerdict: () => verdicts++ });
    expect(evidence.hard(clock.now())).toMatchObject({ rule: "unproven" });
    evidence.recordProbe({ outcome: "not-ready", detail: "loading" });
    expect(evidence.hard(clock.now())).toMatchObject({ rule: "unproven", detail: "loading" });
    evidence.recordProbe({ outcome: "good" });
    expect(evidence.isUnproven).toBe(true);
    evidence.recordProbe({ outcome: "good" });
    expect(evidence.hard(clock.now())).toBeNull();
    evidence.recordProbe({ outcome: "not-ready", detail: "again" });
    expect(evidence.hard(clock.now())).toMatchObject({ rule: "not-ready" });
    const elsewhere = evidenceOn(clock, { isUnproven: true });
    elsewhere.prove();
    expect(elsewhere.hard(clock.now())).toBeNull();
  });

  it("takes three failing answers or timeouts in a row as soft evidence", () => {
    evidence.answered(trialAt(clock.now()), 500, noReport, true);
    evidence.answered(trialAt(clock.now()), 503, noReport, true);
    expect(evidence.soft(clock.now())).toBeNull();
    clock.advance(400);
    evidence.abandoned(trialAt(clock.now() - 400), "timed-out");
    expect(evidence.soft(clock.now())).toMatchObject({
      rule: "answers-failed",
      detail: "no answer in 400 ms",
    });
    expect(evidence.hard(clock.now())).toBeNull();
  });

  it("takes timeouts of requests that waited side by side as one", () => {
    const startedAt = clock.now();
    clock.advance(300);
    for (let i = 0; i < 16; i++) evidence.abandoned(trialAt(startedAt), "timed-out");
    expect(evidence.soft(clock.now())).toBeNull();
    for (let i = 0; i < 2; i++) {
      clock.advance(300);
      evidence.abandoned(trialAt(clock.now() - 300), "timed-out");
    }
    expect(evidence.soft(clock.now())).toMatchObject({ rule: "answers-failed" });
  });

  it("does not count 4xx, nor 504 under an impatient caller's deadline", () => {
    for (let i = 0; i < 5; i++) evidence.answered(trialAt(clock.now()), 504, noReport, false);
    for (let i = 0; i < 5; i++) evidence.answered(trialAt(clock.now()), 429, noReport, true);
    expect(evidence.soft(clock.now())).toBeNull();
  });

  it("counts each failed request, and not those whose caller left", () => {
    evidence.failed(trialAt(clock.now()), broken());
    for (const status of [200, 401, 404, 429, 503]) {
      evidence.answered(trialAt(clock.now()), status, noReport, true);
    }
    for (const why of ["caller-left", "late", "timed-out"] as const)
      evidence.abandoned(trialAt(clock.now()), why);
    expect(failures).toBe(5);
  });

  it("learns nothing from a probe but how fast the node is", () => {
    const probe = trialAt(clock.now(), true);
    for (let i = 0; i < 5; i++) {
      evidence.begin(probe);
      evidence.answered(probe, 500, noReport, true);
      evidence.failed(probe, refused());
      evidence.abandoned(probe, "late");
    }
    expect([failures, verdicts]).toEqual([0, 0]);
    expect(evidence.hard(clock.now()) ?? evidence.soft(clock.now())).toBeNull();
    expect(evidence.hasAnsweredRecently(clock.now())).toBe(false);
  });

  it("does not eject a node for an answer that was late only", () => {
    for (let i = 0; i < 5; i++) {
      clock.advance(300);
      evidence.abandoned(trialAt(clock.now() - 300), "late");
    }
    expect(evidence.soft(clock.now())).toBeNull();
  });

  it("remembers for a second that it answered and that it was full", () => {
    evidence.answered(trialAt(clock.now()), 429, noReport, true);
    clock.advance(999);
    expect([evidence.hasAnsweredRecently(clock.now()), evidence.hasRefusedRecently(clock.now())]).toEqual([
      true,
      true,
    ]);
    clock.advance(1);
    expect([evidence.hasAnsweredRecently(clock.now()), evidence.hasRefusedRecently(clock.now())]).toEqual([
      false,
      false,
    ]);
  });

  it("warms a node up over 60 s after its process restarted, from a tenth on", () => {
    evidence.failed(trialAt(clock.now()), refused());
    settle();
    clock.advance(1000);
    settle();
    expect(evidence.verdict.slowStart(clock.now())).toBe(0.1);
    clock.advance(30_000);
    expect(evidence.verdict.slowStart(clock.now())).toBe(0.5);
    clock.advance(30_000);
    expect(evidence.verdict.slowStart(clock.now())).toBe(1);
  });

  it("leaves a node warm after a short absence, not after 10 s", () => {
    evidence.failed(trialAt(clock.now()), broken());
    settle();
    clock.advance(1000);
    settle();
    expect(evidence.verdict.slowStart(clock.now())).toBe(1);

    for (let i = 0; i < 3; i++) evidence.recordProbe({ outcome: "bad", detail: "/readyz answered 500" });
    settle();
    clock.advance(10_000);
    for (let i = 0; i < 2; i++) evidence.recordProbe({ outcome: "good" });
    settle();
    expect(evidence.verdict.slowStart(clock.now())).toBe(0.1);
  });

  it("says when it leaves rotation, why and since when, also when one reason follows another", () => {
    evidence.failed(trialAt(clock.now()), refused());
    expect(settle()).toBe(true);
    const since = clock.now();
    clock.advance(500);
    evidence.recordProbe({ outcome: "not-ready", detail: "/readyz answered 503" });
    expect(settle()).toBe(true);
    expect(settle()).toBe(false);
    expect(evidence.verdict.outOfRotation).toMatchObject({ rule: "not-ready", sinceMs: since });
  });

  it("leaves rotation for late answers, and is judged anew once it is back", () => {
    const out = () => evidence.soft(clock.now());
    evidence.recordLateAnswers(4.2);
    expect(out()).toMatchObject({
      rule: "answers-late",
      detail: "answers take 4.2 times as long as other nodes'",
    });
    expect(evidence.ejectedUntilMs(clock.now()) - clock.now()).toBe(30_000);
    clock.advance(30_000);
    expect(out()).toBeNull();
    evidence.recordLateAnswers(4.2);
    clock.advance(59_999);
    expect(out()).not.toBeNull();
    clock.advance(1);
    expect(out()).toBeNull();
  });

  it("never changes its mind more often than its shortest hold allows, whatever happens", () => {
    // The prober asks a node no more often; the first of two good probes follows the one that took it out.
    const probesApartMs = 200;
    const shortestHoldMs = 2 * probesApartMs;
    const happening = fc.constantFrom("refused", "broken", "500", "200", "timeout", "late", "nothing");
    const probe = fc.constantFrom("good", "bad", "not-ready");
    const step = fc.record({ happening, probe, afterMs: fc.integer({ min: 0, max: 3000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        clock = new FakeClock();
        evidence = evidenceOn(clock);
        const from = clock.now();
        let transitions = 0;
        let wasOut = false;
        let probedAtMs = from;
        for (const { happening, probe: outcome, afterMs } of steps) {
          clock.advance(afterMs);
          happen(happening);
          if (clock.now() - probedAtMs >= probesApartMs) {
            probedAtMs = clock.now();
            evidence.recordProbe(outcome === "good" ? { outcome } : { outcome, detail: outcome });
          }
          const isOut = (evidence.hard(clock.now()) ?? evidence.soft(clock.now())) !== null;
          if (isOut !== wasOut) transitions++;
          wasOut = isOut;
        }
        const holds = Math.ceil((clock.now() - from + 1) / shortestHoldMs);
        expect(transitions).toBeLessThanOrEqual(2 * holds);
      }),
    );
  });

  function happen(happening: string): void {
    const now = clock.now();
    if (happening === "refused") evidence.failed(trialAt(now), refused());
    if (happening === "broken") evidence.failed(trialAt(now), broken());
    if (happening === "500" || happening === "200")
      evidence.answered(trialAt(now), Number(happening), noReport, true);
    if (happening === "timeout") evidence.abandoned(trialAt(now), "timed-out");
    if (happening === "late") evidence.recordLateAnswers(10);
  }
});
