import { fileURLToPath } from "node:url";
import { elementTypes } from "@meridian/contracts/elements";
import { readModelVersion } from "@meridian/model";
import { elementTypes as modelTypes } from "@meridian/model/elements";
import { expect, test } from "vitest";

const modelsDir = fileURLToPath(new URL("../../../../packages/model/models", import.meta.url));

test("contracts and model know the same element types: neither may import the other", () => {
  expect(modelTypes.toSorted()).toEqual(elementTypes.toSorted());
});

test.each(["compact", "compact-b"])("the bundled version %s labels exactly these types", async (name) => {
  const { labels } = await readModelVersion(`${modelsDir}/${name}`);
  const types = new Set(labels.flatMap((label) => (label === "O" ? [] : [label.slice(2)])));
  expect([...types].toSorted()).toEqual(elementTypes.toSorted());
});
