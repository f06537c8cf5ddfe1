import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { root } from "../../scripts/lib/paths.js";
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

/** Waits until a place shows a text. */
export function shows(place: Locator, text: string | RegExp, deadlineMs = 30_000): Promise<boolean> {
  const isThere = async () => {
    const content = await place.innerText().catch(() => "");
    return typeof text === "string" ? content.includes(text) : text.test(content);
  };
  return eventually(isThere, `the page shows ${String(text)}`, deadlineMs);
}

/** A picture for people to look at; a page wider than its window is a fault that a picture hides. */
export async function take(page: Page, screen: string, { width, theme, language }: View): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) throw new Error(`${screen} is ${overflow} px wider than the window at ${width} px`);
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${screen}-${width}-${theme}-${language}.png`) });
}
