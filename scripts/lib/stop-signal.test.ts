import { expect, it, vi } from "vitest";
import { createStopSignal } from "./stop-signal.ts";

it("takes signals within a second for one, and a later one for haste", async () => {
  let nowMs = 0;
  const hurry = vi.fn();
  const stop = createStopSignal(() => nowMs);
  stop.onSecond(hurry);
  process.emit("SIGINT");
  process.emit("SIGINT");
  await stop.asked;
  expect(stop.signal.aborted).toBe(true);
  expect(hurry).not.toHaveBeenCalled();
  nowMs = 1500;
  process.emit("SIGINT");
  expect(hurry).toHaveBeenCalledOnce();
  stop.dispose();
});
