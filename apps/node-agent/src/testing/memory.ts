import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What this process holds on to, and what the system gave it for that. */
export async function memoryBytes(): Promise<{ retained: number; resident: number }> {
  // What a finaliser lets go of is there for the next collection.
  for (let times = 0; times < 3; times++) {
    collectGarbage();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { retained: heapUsed + external, resident: rss };
}
