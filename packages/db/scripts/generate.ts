// Generates the Prisma client without the schema engine binary, which Prisma's command demands but never runs for this.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const command = createRequire(import.meta.url).resolve("prisma/build/index.js");
const env = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  ...process.env,
};
const run = spawnSync(process.execPath, [command, "generate", "--no-hints"], { env, encoding: "utf8" });
if (run.status !== 0) {
  process.stderr.write(`${run.stdout}${run.stderr}`);
  process.exit(run.status ?? 1);
}
