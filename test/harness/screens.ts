import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { root } from "../../scripts/lib/paths.ts";
import { axeFindings } from "./axe.ts";
import { eventually } from "./eventually.ts";
import { desktop, type View } from "./page.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Pictures in both sizes, themes and languages; else in two views that have each of them once. */
    isEveryView?: boolean;
  }
}

export const artifacts = join(root, "test", "artifacts");

const phone = { width: 390, height: 844 };
const sizes = [{ width: desktop.width, height: desktop.height }, phone];
const twoViews: readonly View[] = [desktop, { ...phone, theme: "dark", language: "zh-CN" }];
const everyView: readonly View[] = sizes.flatMap((size) =>
  (["light", "dark"] as const).flatMap((theme) =>
    (["en", "zh-CN"] as const).map((language) => ({ ...size, theme, language })),
  ),
);

export const views = inject("isEveryView") ? everyView : twoViews;

/** Waits until a place shows a text; a wait in vain says what it showed instead. */
export async function shows(place: Locator, text: string | RegExp, deadlineMs = 30_000): Promise<void> {
  const isThere = async () => {
    const content = await textOf(place);
    return typeof text === "string" ? content.includes(text) : text.test(content);
  };
  try {
    await eventually(isThere, `the page shows ${String(text)}`, deadlineMs);
  } catch (error) {
    throw new Error(`${String(error)} It shows: ${(await textOf(place)).slice(0, 500)}`, { cause: error });
  }
}

/** The text of a place, "" while it is not there. */
function textOf(place: Locator): Promise<string> {
  return place.innerText({ timeout: 5000 }).catch(() => "");
}

/** A picture for people to look at. It hides three faults that are looked for here: too wide a page or table, and what axe finds. */
export async function take(
  page: Page,
  screen: string,
  { width, theme, language }: View,
  { isForAxe = false } = {},
): Promise<void> {
  const connecting = page.getByRole("status").filter({ hasText: /^(Connecting|正在连接)$/ });
  await connecting.waitFor({ state: "detached" });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) throw new Error(`${screen} is ${overflow} px wider than the window at ${width} px`);
  expect(await wideTables(page), `tables of ${screen} that are wider than the page at ${width} px`).toEqual(
    [],
  );
  // It takes a second or two a picture: npm run screens has the time for all of them.
  if ((isForAxe && width === desktop.width) || inject("isEveryView")) {
    expect(await axeFindings(page), `what axe finds on ${screen} at ${width} px`).toEqual([]);
  }
  await page.screenshot({ path: join(artifacts, `${screen}-${width}-${theme}-${language}.png`) });
}

/** A table that is too wide for the page cuts into the margin long before it makes the page scroll. */
function wideTables(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const main = document.querySelector("main");
    if (!main) return [];
    const edge = main.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(main).paddingRight);
    const tables = [...main.querySelectorAll("table")];
    return tables
      .map((table) => ({
        name: table.ariaLabel,
        over: Math.round(table.getBoundingClientRect().right - edge),
      }))
      .filter(({ over }) => over > 0)
      .map(({ name, over }) => `${name}: ${over} px`);
  });
}
