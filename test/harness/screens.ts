import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { root } from "../../scripts/lib/paths.ts";
import { desktop, type View } from "./page.ts";
import { eventually } from "./start-system.ts";

export const artifacts = join(root, "test", "artifacts");

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Both sizes, both themes, both languages. */
export const views: readonly View[] = sizes.flatMap((size) =>
  (["light", "dark"] as const).flatMap((theme) =>
    (["en", "zh-CN"] as const).map((language) => ({ ...desktop, ...size, theme, language })),
  ),
);

/** Waits until a place shows a text; a wait in vain says what the page showed instead. */
export async function shows(place: Locator, text: string | RegExp, deadlineMs = 30_000): Promise<void> {
  const isThere = async () => {
    const content = await textOf(place);
    return typeof text === "string" ? content.includes(text) : text.test(content);
  };
  try {
    await eventually(isThere, `the page shows ${String(text)}`, deadlineMs);
  } catch (error) {
    const shown = `${await textOf(place)} | ${await textOf(place.page().locator("body"))}`;
    throw new Error(`${String(error)} It shows: ${shown.slice(0, 2000)}`, { cause: error });
  }
}

/** The text of a place, "" while it is not there. */
function textOf(place: Locator): Promise<string> {
  return place.innerText({ timeout: 5000 }).catch(() => "");
}

/** A picture for people to look at; a page wider than its window is a fault that a picture hides. */
export async function take(page: Page, screen: string, { width, theme, language }: View): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) throw new Error(`${screen} is ${overflow} px wider than the window at ${width} px`);
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${screen}-${width}-${theme}-${language}.png`) });
}
