import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { benchCommand, ordinal, positive } from "./bench-command.ts";

const areas = join(import.meta.dirname, "..");

function parse(args: string[]) {
  let told = "";
  const command = benchCommand("some", "Measures something.")
    .option("--cases <count>", "how many", positive)
    .option("--seed <number>", "from where", ordinal, 1)
    .configureOutput({ writeOut: (text) => (told += text), writeErr: (text) => (told += text) })
    .exitOverride();
  try {
    return { told, options: command.parse(args, { from: "user" }).opts() };
  } catch {
    return { told, options: null };
  }
}

test("help names what the area takes", () => {
  const { told } = parse(["--help"]);
  expect(told).toContain("npm run bench -- some");
  for (const option of ["--json", "--cases", "--seed"]) expect(told).toContain(option);
});

test.each([
  [["--cases", "x"], "whole number from 1"],
  [["--cases", "0"], "whole number from 1"],
  [["--seed", "-1"], "whole number from 0"],
  [["--seed", " "], "whole number from 0"],
  [["--quik"], "unknown option"],
  [["more"], "too many arguments"],
])("%j is refused aloud", (args, why) => {
  const { told, options } = parse(args);
  expect(options).toBeNull();
  expect(told).toContain(why);
});

test("what is right comes as numbers", () => {
  expect(parse(["--cases", "6", "--json"]).options).toEqual({ cases: 6, seed: 1, json: true });
});

test("every area reads its options there", () => {
  const files = readdirSync(areas).filter((name) => name.endsWith(".ts"));
  const names = (name: string) => new RegExp(`benchCommand\\(\\s*"${basename(name, ".ts")}"`);
  const without = files.filter((name) => !names(name).test(readFileSync(join(areas, name), "utf8")));
  expect(without).toEqual([]);
});
