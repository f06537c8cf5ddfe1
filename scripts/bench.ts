// `npm run bench -- <area>`: speed as ratios measured in one run; goals in docs/architecture.md.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./lib/paths.ts";
import { runNode } from "./lib/run-node.ts";

const dir = join(root, "test/bench");
const areas = readdirSync(dir)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => basename(name, ".ts"));

const help = `npm run bench -- <area> [--json] [--help]

Measures an area against its goals, arms of each comparison in turn. Areas: ${areas.join(", ")}.
Progress goes to stderr; the last line of stdout is the result as one line of JSON. --json leaves out the table before it.
--help after an area lists what else it takes.
`;

const [area, ...args] = process.argv.slice(2);
if (area === "--help" || area === "-h") {
  process.stdout.write(help);
} else if (area === undefined || !areas.includes(area)) {
  process.stderr.write(help);
  process.exitCode = 2;
} else {
  const entry = join(dir, `${area}.ts`);
  process.exitCode = await runNode(["--import", "tsx", entry, ...args], {
    cwd: root,
    // Peers bring a runtime of their own.
    env: { ORT_DISABLE_TELEMETRY: "1" },
  });
}
