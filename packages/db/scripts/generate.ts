// Generates the Prisma client by its generator: the `prisma` command would bring 150 MB of studio and servers.
import { readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as ClientGenerator from "@prisma/client-generator-ts";
import type * as Internals from "@prisma/internals";

// Required, not imported: Node does not find the named exports of @prisma/internals (7.10.0).
const require = createRequire(import.meta.url);
const { getGenerators } = require("@prisma/internals") as typeof Internals;
const { PrismaClientTsGenerator } = require("@prisma/client-generator-ts") as typeof ClientGenerator;

const generators = await getGenerators({
  schemaPath: fileURLToPath(new URL("../prisma/schema.prisma", import.meta.url)),
  registry: { "prisma-client": { type: "in-process", generator: new PrismaClientTsGenerator() } },
  skipDownload: true,
  cliCommand: "generate",
});
for (const generator of generators) {
  await generator.generate();
  generator.stop();
}

// A bundle has no folder of migrations beside it, and must know which it was built with.
const folder = new URL("../prisma/migrations/", import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
writeFileSync(
  new URL("../src/generated/migrations.ts", import.meta.url),
  `/** Oldest first. */\nexport const migrationNames: readonly string[] = ${JSON.stringify(names)};\n`,
);
