import { bandStages } from "@meridian/contracts/measure";
import { expect, test } from "vitest";
import { messagesByLocale } from "@/i18n/messages.ts";
import { shownStages } from "./stage-bar.tsx";

test("every stage of a node is drawn, and has words in both languages", () => {
  const stages = bandStages.toSorted();
  expect(shownStages.map(({ stage }) => stage).toSorted()).toEqual(stages);
  for (const { performance } of Object.values(messagesByLocale)) {
    expect(Object.keys(performance.stage).toSorted()).toEqual(stages);
    expect(Object.keys(performance.slow).toSorted()).toEqual(stages);
  }
});
