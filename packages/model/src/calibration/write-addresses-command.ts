import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { runCommand } from "../command.ts";
import {
  CALIBRATION_COUNT,
  CALIBRATION_FILE,
  CALIBRATION_SEED,
  conllOf,
  conllOfQueries,
  QUERIES_FILE,
} from "./calibration-addresses.ts";
import { divisionTree } from "./division-tree.ts";
import { generateAddresses, generateQueries } from "./generate-addresses.ts";

const command = new Command("npm run calibration -w @meridian/model --")
  .description(
    "Writes the addresses and searches that precisions are calibrated on and compared with: the same ones every time.",
  )
  .action(run);

async function run(): Promise<void> {
  const divisions = divisionTree();
  const addresses = generateAddresses(divisions, CALIBRATION_COUNT, CALIBRATION_SEED);
  await writeFile(CALIBRATION_FILE, conllOf(addresses));
  const queries = generateQueries(divisions, CALIBRATION_COUNT, CALIBRATION_SEED);
  await writeFile(QUERIES_FILE, conllOfQueries(queries));
}

runCommand(command);
