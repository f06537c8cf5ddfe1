// Generates the Prisma client by its generator: the `prisma` command would bring 150 MB of studio and servers.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as generatorModule from "@prisma/client-generator-ts";
import type * as internalsModule from "@prisma/internals";

// Required, not imported: Node does not find the named exports of @prisma/internals (7.10.0).
const require = createRequire(import.meta.url);
const { getGenerators } = require("@prisma/internals") as typeof internalsModule;
const { PrismaClientTsGenerator } = require("@prisma/client-generator-ts") as typeof generatorModule;

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
