import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readConll } from "./read-conll.ts";
import { scoreSpans } from "./score-spans.ts";

async function parse(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "meridian-model-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "a.conll"), text);
  return readConll(join(folder, "a.conll"));
}

it("reads BIOES with one character a line", async () => {
  expect(await parse("𠮷 B-road\n路 E-road\n边 S-assist\n0 O\n\n甲 O\n")).toEqual([
    {
      text: "𠮷路边0",
      spans: [
        { type: "road", start: 0, end: 2 },
        { type: "assist", start: 2, end: 3 },
      ],
    },
    { text: "甲", spans: [] },
  ]);
});

it("reads BIO with several characters a line", async () => {
  expect(await parse("602 B-roadno\n号 I-roadno\n3 B-roadno")).toEqual([
    {
      text: "602号3",
      spans: [
        { type: "roadno", start: 0, end: 4 },
        { type: "roadno", start: 4, end: 5 },
      ],
    },
  ]);
});

it("reads the types of NAACL 2019 as MGeo's, and as none what MGeo has no type for", async () => {
  expect(await parse("海 B-redundant\n区 I-redundant\n东 B-subRoad\n路 I-subRoad\n6 B-roomno\n")).toEqual([
    { text: "海区东路6", spans: [{ type: "road", start: 2, end: 4 }] },
  ]);
});

it.each([
  ["路 B-road\n号\n", "line 2"],
  ["# Streets\n", "line 1"],
  ["\n", "line 1"],
])("refuses what is not labelled: %j", async (text, where) => {
  await expect(parse(text)).rejects.toThrow(`${where}: expected a token, a space and a BIO or BIOES label.`);
});

it("counts exact spans only", () => {
  const road = { type: "road", start: 0, end: 3 };
  const { micro, types } = scoreSpans([
    { gold: [road, { type: "poi", start: 3, end: 5 }], found: [road, { type: "poi", start: 3, end: 6 }] },
    { gold: [road], found: [] },
  ]);
  expect(micro).toMatchObject({ gold: 3, found: 2, right: 1, precision: 50, f1: 40 });
  expect(types.poi?.f1).toBe(0);
  expect(types.road?.recall).toBe(50);
});
