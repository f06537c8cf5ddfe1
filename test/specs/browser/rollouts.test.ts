import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultRegions, parseRegions } from "../../../scripts/lib/fleet-plan.ts";
import { launchBrowser } from "../../harness/browser.ts";
import { openPage, type SignedIn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

const regions = parseRegions(defaultRegions);
const rolloutMs = 150_000;

let system: TestSystem;
let browser: Browser;
let signedIn: SignedIn;
let loads: ReturnType<TestSystem["load"]>[];
beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), startSystem({ regions })]);
  loads = regions.map(({ name }) => system.load(`${name}-gateway`, 1));
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

/** Fills in the dialog; the machine of a test is too busy for a narrow gate on latency. */
async function fillIn(page: Page, version: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  const isOpen = async () => {
    if (await dialog.isVisible()) return true;
    await page.getByRole("button", { name: "Roll out…" }).click();
    return dialog.isVisible();
  };
  await eventually(isOpen, "the dialog is open, once the page is alive");
  await dialog.getByLabel("Version").click();
  await page.getByRole("option", { name: version }).click();
  await dialog.getByLabel("Bake time (s)").fill("10");
  await dialog.getByLabel("p95 above (×)").fill("100");
  await dialog.getByLabel("Reason").fill("better on points of interest");
}

it("brings a second version to three regions, pauses, resumes and rolls back in one click", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  const main = page.locator("main");
  await page.goto("/rollouts");
  await shows(main, "No rollout is running. All 4 nodes run compact.");
  await fillIn(page, "compact-b");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Move eu-central up" }).press("Enter");
  await dialog.getByRole("button", { name: "Move eu-central up" }).press("Enter");
  await shows(dialog, /to 4 nodes: eu-central \(1 node\), cn-east \(2 nodes\), ap-southeast \(1 node\)/);
  await dialog.getByRole("button", { name: "Roll out" }).click();

  await shows(main, "compact-b (int8): running, 0 of 3 regions done.");
  const panel = page.getByRole("region", { name: "Rollout of compact-b" });
  const laneOf = (region: string) => panel.locator("tr", { hasText: region });
  await shows(laneOf("eu-central"), "1 of 1 run it", rolloutMs);
  await page.getByRole("button", { name: "Pause" }).click();
  await shows(main, "Paused: no new step starts until you resume.");
  await shows(laneOf("eu-central"), "Done", rolloutMs);
  await shows(laneOf("cn-east"), "Waiting");
  await lookAtAll("rollouts", "compact-b");

  await page.getByRole("button", { name: "Resume" }).click();
  await shows(laneOf("cn-east"), "2 of 2 run it", rolloutMs);
  await page.getByRole("button", { name: "Roll back" }).click();
  await shows(dialog, "3 nodes in eu-central and cn-east return to their previous version at once.");
  await dialog.getByRole("button", { name: "Roll back now" }).click();
  await shows(main, "No rollout is running. All 4 nodes run compact.", rolloutMs);
  await shows(page.getByRole("region", { name: "Earlier rollouts" }), "Rolled back");
  expect(complaints).toEqual([]);
  await page.context().close();
}, 600_000);

it("completes in every region without a failed request, and goes back in one click", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  const main = page.locator("main");
  await page.goto("/rollouts");
  await fillIn(page, "compact-b");
  await page.getByRole("dialog").getByRole("button", { name: "Roll out" }).click();
  await shows(main, "No rollout is running. All 4 nodes run compact-b.", 3 * rolloutMs);
  await page.getByRole("region", { name: "Earlier rollouts" }).getByRole("link").first().click();
  await page.waitForURL(/rollout=ro_/);
  await shows(main, "All regions run compact-b.");
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back now" }).click();
  await shows(main, "No rollout is running. All 4 nodes run compact.", rolloutMs);
  expect(complaints).toEqual([]);
  await page.context().close();
  for (const load of loads) expect((await load.stop()).failures).toEqual({});
}, 600_000);

async function lookAtAll(screen: string, text: string): Promise<void> {
  for (const view of views) {
    const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
    await page.goto("/rollouts");
    await shows(page.locator("main"), text);
    await shows(page.locator("header").first(), /Live|实时/);
    await take(page, screen, view);
    await page.goto("/overview");
    await shows(page.locator("main"), /\d\/s/);
    await shows(page.locator("main"), text);
    await page.locator("svg.recharts-surface").first().waitFor();
    await take(page, "overview-rollout", view);
    expect(complaints).toEqual([]);
    await page.context().close();
  }
}
