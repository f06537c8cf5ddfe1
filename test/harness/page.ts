import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Credentials } from "./console-client.ts";

export type View = {
  width: number;
  height: number;
  theme: "light" | "dark";
  language: "en" | "zh-CN";
};

export const desktop: View = { width: 1440, height: 900, theme: "light", language: "en" };

/** What a signed-in person's browser keeps: a new page may start with it. */
export type SignedIn = NonNullable<BrowserContextOptions["storageState"]>;

export const stranger: SignedIn = { cookies: [], origins: [] };

export function contextOf(baseURL: string, { width, height, theme, language }: View): BrowserContextOptions {
  return {
    baseURL,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: "reduce",
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
export async function signInOn(page: Page, { email, password }: Credentials): Promise<void> {
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
