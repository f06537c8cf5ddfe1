import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Three stories run at a time: one that is long and begins last would run alone for minutes. */
const longestStories = ["links", "faults", "versions", "traffic", "launcher"];

/** A fresh clone knows no durations, and vitest would go by the size of files; a story's file only names others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  return project.name === "stories" ? longestStories.indexOf(basename(moduleId, ".test.ts")) : -1;
}
