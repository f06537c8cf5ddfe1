// npm run sbom: the bill of materials and third-party notices. `npm run licences` (a stage of `npm test`): licences alone.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import packageJson from "../package.json" with { type: "json" };
import { root } from "./lib/paths.ts";
import { billOfMaterials } from "./licences/bill-of-materials.ts";
import { findForeignLicences } from "./licences/judge-licences.ts";
import { readLockedPackages } from "./licences/locked-packages.ts";
import { noticesOf } from "./licences/write-notices.ts";

const help = `npm run sbom [-- --out <folder>]

Writes sbom.cdx.json (CycloneDX, of what runs, without the packages that build and test it) and THIRD-PARTY-NOTICES.txt into the folder, by default dist.
npm run licences checks the licences of all packages of the lock file, and writes nothing.
`;

const { values: options } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    out: { type: "string", default: join(root, "dist") },
    help: { type: "boolean", short: "h", default: false },
  },
});
const packages = readLockedPackages();

if (options.help) process.stdout.write(help);
else if (options.check) checkLicences();
else writeBill(options.out);

function checkLicences(): void {
  const foreign = findForeignLicences(packages);
  for (const line of foreign) process.stderr.write(`Licence not agreed to (scripts/licences): ${line}\n`);
  if (foreign.length > 0) process.exitCode = 1;
  else process.stdout.write(`${packages.length} packages, all under licences that were agreed to\n`);
}

function writeBill(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const bill = join(folder, "sbom.cdx.json");
  const { name, version } = packageJson;
  writeFileSync(bill, billOfMaterials({ name, version }, packages));
  const notices = join(folder, "THIRD-PARTY-NOTICES.txt");
  writeFileSync(notices, noticesOf(packages));
  for (const path of [bill, notices]) process.stdout.write(`${relative(process.cwd(), path)}\n`);
}
