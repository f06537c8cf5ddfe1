// `npm run test:servers`: gateways and console behind real nginx and HAProxy, and the product watched by strace, set up as docs/clients.md and docs/operations.md say. Not a part of `npm test`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./lib/paths.ts";
import { checkRequirements } from "./lib/requirements.ts";
import { runNode } from "./lib/run-node.ts";

checkRequirements();
const missing = [
  ["nginx", "-v"],
  ["haproxy", "-v"],
  ["openssl", "version"],
  ["strace", "-V"],
].flatMap(([name = "", ask = ""]) => (spawnSync(name, [ask]).status === 0 ? [] : name));
if (missing.length > 0) {
  process.stderr.write(
    `Not on the PATH: ${missing.join(", ")}. On Debian: apt-get install nginx-light haproxy openssl strace (the first two are in /usr/sbin).\n`,
  );
  process.exitCode = 1;
} else {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const options = { cwd: root, env: { NODE_ENV: "test" } };
  process.exitCode = await runNode([vitest, "run", "--project", "servers"], options);
}
