// `npm run test:node`: the product on every Node that it supports. Not a part of `npm test`: npm brings the other Nodes.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./lib/paths.ts";
import { createProgress } from "./lib/progress.ts";
import { checkRequirements } from "./lib/requirements.ts";
import { tryProduct } from "./test/try-product.ts";

const supported = ["20.19", "22", "24"];
const help = `npm run test:node [-- <version> …]

Starts Meridian on each version of Node (default ${supported.join(", ")}), parses an address and stops it again. The versions
come from npm and are kept under .meridian/node.
`;

const args = process.argv.slice(2);
const isHelp = args.includes("--help") || args.includes("-h");
if (isHelp || args.some((arg) => !/^\d+(\.\d+)*$/.test(arg))) {
  (isHelp ? process.stdout : process.stderr).write(help);
  process.exitCode = isHelp ? 0 : 2;
} else {
  checkRequirements();
  const { step, line } = createProgress();
  for (const version of args.length > 0 ? args : supported) {
    const dir = mkdtempSync(join(tmpdir(), "meridian-node-"));
    try {
      const node = await step(`Node ${version} from npm`, () => installNode(version));
      const answer = await step(`Meridian on Node ${version}`, () => tryProduct(node, dir));
      line(`    ${answer}`);
    } catch (error) {
      line((error as Error).message);
      process.exitCode = 1;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

/**
 * Fetches a version of Node with npm, as a package of this platform that needs no install script.
 * @returns its executable
 */
async function installNode(version: string): Promise<string> {
  const dir = join(root, ".meridian/node", version);
  mkdirSync(dir, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", ["install", "--prefix", dir, ...flags, `${name}@${version}`]);
  return join(dir, "node_modules", name, "bin/node");
}
