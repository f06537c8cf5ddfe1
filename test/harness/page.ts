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

/** A page of a person of its own, with everything that its scripts complained of. */
export async function openPage(
  browser: Browser,
  url: string,
  { view = desktop, signedIn }: { view?: View; signedIn?: SignedIn } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const { width, height, theme, language } = view;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: "reduce",
    storageState: signedIn,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  return { page, complaints };
}

/** Fills in the form of the sign-in page, whatever its language; ends on the home page. */
export async function signInOn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.goto("/sign-in");
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(/\/overview/);
}

/** Signs in on a page of its own, once for all that follow: the console lets nobody sign in ten times a minute. */
export async function signInOnce(browser: Browser, url: string, credentials: Credentials): Promise<SignedIn> {
  const { page } = await openPage(browser, url);
  await signInOn(page, credentials);
  const signedIn = await page.context().storageState();
  await page.context().close();
  return signedIn;
}
