import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { runNode } from "../lib/run-node.ts";

/** Before tests that start the agent or its engine from the built files: turbo builds them when they are not the newest. */
export async function setup(): Promise<void> {
  let output = "";
  const task = ["run", "build", "--filter=@meridian/node-agent", "--output-logs=errors-only"];
  const code = await runNode([join(root, "node_modules/turbo/bin/turbo"), ...task], {
    cwd: root,
    env: { TURBO_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    write: (text) => (output += text),
  });
  if (code !== 0) throw new Error(`The agent does not build:\n${output}`);
}
