import { constants } from "node:os";
import { applyEnvProxy } from "@meridian/contracts/proxy";
import { exitCodes } from "./cli-error.ts";
import { run } from "./run.ts";

let underWay: string | null = null;

/** Broken off while the answer to a change is awaited: the change may have been made. */
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    if (underWay !== null) process.stderr.write(`\n${underWay}\n`);
    process.exit(underWay === null ? 128 + constants.signals[signal] : exitCodes.unknown);
  });
}

/** Whoever reads may stop early, as `head` does: what the command does goes on, and counts. */
let unwritten: string | undefined;
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE") unwritten = code;
});
process.stderr.on("error", () => undefined);
process.on("exit", (code) => {
  if (unwritten === undefined) return;
  process.stderr.write(`The answer could not be written: ${unwritten}.\n`);
  if (code === 0) process.exitCode = exitCodes.refused;
});

const { stdout, stderr } = process;
const problems = applyEnvProxy();
if (problems.length > 0) {
  stderr.write(`${problems.join("\n")}\n`);
  process.exit(exitCodes.usage);
}
process.exitCode = await run(process.argv.slice(2), {
  stdout,
  stderr,
  onUnderWay: (said) => (underWay = said),
});
