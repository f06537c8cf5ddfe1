import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../harness/browser.ts";
import { holdVersion } from "../../harness/hold-version.ts";
import { openPage, type SignedIn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";
import { TrafficDesk } from "../../harness/traffic-desk.ts";

let system: TestSystem;
let browser: Browser;
let signedIn: SignedIn;
beforeAll(async () => {
  const regions = [{ name: "cn-east", nodes: 1 }];
  [browser, system] = await Promise.all([launchBrowser(), startSystem({ regions })]);
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

const panelOf = (page: Page) => page.getByRole("region", { name: "Requests of cn-east" });

it("splits requests between two versions, says how many got the other one, and ends it", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  await page.goto("/traffic?origin=cn-east");
  const panel = panelOf(page);
  await shows(panel, "Observed at 1 of 1 gateway");
  expect(await panel.innerText()).not.toContain("Split versions");

  const console = await system.signIn();
  await holdVersion(console, new TrafficDesk(console, "cn-east"), "compact-b");
  const load = system.load("cn-east-gateway", 1);
  await page.reload();
  await shows(panel, "Also loaded: compact-b.");
  await panel.getByRole("button", { name: "Split versions…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Percent").fill("20");
  await dialog.getByLabel("Reason").fill("a first look");
  await dialog.getByRole("button", { name: "Split", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(panel, /20\s% of the requests ask for compact-b\./);
  await shows(panel, /Last 10 s: [\d.]+\s%; 0 fell back to stable/);
  await look();

  await panel.getByRole("button", { name: "Change…" }).click();
  await dialog.getByLabel("Percent").fill("0");
  await dialog.getByLabel("Reason").fill("seen enough");
  await dialog.getByRole("button", { name: "End the split" }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(panel, "Also loaded: compact-b.");
  expect((await load.stop()).failures).toEqual({});
  expect(complaints).toEqual([]);
});

/** In both sizes, themes and languages: the line, and the dialog. */
async function look(): Promise<void> {
  for (const view of views) {
    const { page } = await openPage(browser, system.url, { view, signedIn });
    await page.goto("/traffic?origin=cn-east");
    const button = page.getByRole("button", { name: /^(Change…|更改…)$/ });
    await button.scrollIntoViewIfNeeded();
    await take(page, "traffic-split", view);
    await button.click();
    await page.getByRole("dialog").waitFor();
    await take(page, "traffic-split-dialog", view);
    await page.context().close();
  }
}
