import { encode } from "@msgpack/msgpack";
import type { TelemetryFrame } from "@meridian/contracts/wire";
import fc from "fast-check";
import { expect, inject, it } from "vitest";
import { ZodError } from "zod";
import { decodeFrame } from "./decode-frame.ts";

const numRuns = inject("isSoak") ? 100_000 : 1000;

const frame: TelemetryFrame = {
  ...{ bootId: "boot", seq: 7, uptimeMs: 1000, counters: { requests: 12 }, gauges: { inFlight: 1 } },
  ...{ histograms: [], targets: [["ag_1", 5, 3, 0]], marks: [["ag_1", "slow", 0.4]], table: 2 },
};
const whole = encode(frame);

/** What a broken peer or a hostile one sends: any bytes, or a frame with some of its bytes cut, turned or put twice. */
const message = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.anything(),
  fc.tuple(fc.nat(whole.length), fc.nat(255), fc.nat(whole.length)).map(([at, byte, length]) => {
    const damaged = Uint8Array.from([...whole.subarray(0, length), byte, ...whole.subarray(at)]);
    damaged[at] = byte;
    return damaged;
  }),
);

it("reads a frame, or says what is wrong with it, whatever came", { timeout: 300_000 }, () => {
  expect(decodeFrame(whole)).toMatchObject({ seq: 7, counters: { requests: 12 } });
  const known = fc.property(message, (given) => {
    try {
      const { seq, counters } = decodeFrame(given);
      return seq >= 0 && Object.values(counters).every((count) => count >= 0);
    } catch (error) {
      return error instanceof ZodError || (error instanceof Error && error.message.length > 0);
    }
  });
  fc.assert(known, { numRuns });
});
