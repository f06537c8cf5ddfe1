import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Credentials } from "./console-client.ts";

export type View = {
  width: number;
  height: number;
  theme: "light" | "dark";
  language: "en" | "zh-CN";
  /** Of the browser; default: the machine's. */
  timeZone?: string;
};

export const desktop: View = { width: 1440, height: 900, theme: "light", language: "en" };

/** What a signed-in person's browser keeps: a new page may start with it. */
export type SignedIn = NonNullable<BrowserContextOptions["storageState"]>;

export const stranger: SignedIn = { cookies: [], origins: [] };

export function contextOf(
  baseURL: string,
  { width, height, theme, language, timeZone }: View,
): BrowserContextOptions {
  return {
    baseURL,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: "reduce",
    ...(timeZone && { timezoneId: timeZone }),
  };
}

export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Waits until React has taken over every control: what is clicked or typed before that is lost. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const controls = Array.from(document.querySelectorAll("button, input, textarea"));
    const isReacts = (control: Element) =>
      Object.keys(control).some((key) => key.startsWith("__reactProps$"));
    return controls.every(isReacts);
  });
}

/** Fills in the form of the sign-in page, whatever its language; ends on the home page. */
async function signInOn(page: Page, { email, password }: Credentials): Promise<void> {
  await visit(page, "/sign-in");
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(/\/overview/);
}

/** Signs in once for all tests that follow: the console lets nobody sign in eleven times a minute. */
export async function signInOnce(browser: Browser, url: string, credentials: Credentials): Promise<SignedIn> {
  const context = await browser.newContext(contextOf(url, desktop));
  await signInOn(await context.newPage(), credentials);
  const signedIn = await context.storageState();
  await context.close();
  return signedIn;
}

declare global {
  interface Window {
    layoutShifts?: string[];
  }
}

/** From now on, notes what moves visibly on a page without anybody having touched it. */
export async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shifts: string[] = (window.layoutShifts = []);
    type Shift = PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    };
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        // A figure that gets a digit longer moves its unit.
        if (hadRecentInput || value < 0.0001) continue;
        shifts.push(
          `${value.toFixed(5)}: ${sources.map(({ node }) => node?.textContent?.slice(0, 40)).join(" | ")}`,
        );
      }
    }).observe({ type: "layout-shift" });
  });
}

export function shiftsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => window.layoutShifts ?? []);
}

/** The accessible name, or else the first words, of what has the focus. */
export function focusedOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement as HTMLElement | null;
    return focused?.getAttribute("aria-label") ?? focused?.innerText.slice(0, 60) ?? "";
  });
}
