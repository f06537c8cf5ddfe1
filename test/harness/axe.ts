import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong for people who use a keyboard or a screen reader: a line per rule, with the first place. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(await source);
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
    return axe.run({ resultTypes: ["violations"] });
  });
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.length} ×): ${nodes[0]?.html ?? ""}`,
  );
}
