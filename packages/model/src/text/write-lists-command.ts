import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { shortName } from "../address/division-names.ts";
import type { Division } from "../address/divisions.ts";
import { loadDivisions } from "../address/load-divisions.ts";
import { runCommand } from "../command.ts";
import { readsAsName } from "./personal-names.ts";
import { simplifiedPairs } from "./simplified-pairs.ts";

const command = new Command("npm run lists -w @meridian/model")
  .description(
    "Writes the lists of src/text: simplified characters (opencc-js), divisions that read as names of persons.",
  )
  .action(async () => {
    await writeList("simplified-characters.ts", "SIMPLIFIED_PAIRS", simplifiedPairs(), [
      "From OpenCC's tables (Apache-2.0).",
      "A traditional character and its simplified one, then the next two.",
    ]);
    await writeList("namelike-divisions.ts", "NAMELIKE_DIVISIONS", namelikeDivisions().join(" "), [
      "From the divisions beside the address code.",
      "Names of divisions that read as names of persons (余杭, 高密).",
    ]);
  });

async function writeList(
  file: string,
  name: string,
  text: string,
  [source, what]: [string, string],
): Promise<void> {
  const lines = [`// Written by \`npm run lists -w @meridian/model\`. ${source}`, "", `/** ${what} */`];
  await writeFile(
    new URL(`./${file}`, import.meta.url),
    `${lines.join("\n")}\nexport const ${name} =\n  "${text}";\n`,
  );
}

function namelikeDivisions(): string[] {
  const names = loadDivisions()
    .provinces.flatMap(withDescendants)
    .flatMap(({ name }) => [name, shortName(name)]);
  return [...new Set(names)].filter(readsAsName).sort();
}

function withDescendants(division: Division): Division[] {
  return [division, ...division.children.flatMap(withDescendants)];
}

runCommand(command);
