import fc from "fast-check";
import { inject } from "vitest";

/** Property tests that set no number of runs of their own run ten times as often in a soak. */
if (inject("isSoak")) fc.configureGlobal({ numRuns: 1000 });
