import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import type { TrafficView } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../harness/browser.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { openPage, type SignedIn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";

const reason = '双十一前把 5 % 的流量移到欧洲, "agreed"';

let system: TestSystem;
let browser: Browser;
let client: ConsoleClient;
let signedIn: SignedIn;
beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), startSystem()]);
  client = await system.signIn();
  await client.mutate("region.create", place("cn-east", "Shanghai", 31.23, 121.47));
  await client.mutate("region.create", place("eu-central", "Frankfurt", 50.11, 8.68));
  await shift(5, reason);
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

const place = (name: string, label: string, latitude: number, longitude: number) => ({
  ...{ name, label, latitude, longitude },
});

/** Gives eu-central a share of what enters in cn-east. */
async function shift(weight: number, why: string): Promise<void> {
  const { regions, origins } = (await client.query("traffic.get")) as TrafficView;
  const [east, central] = ["cn-east", "eu-central"].map(
    (name) => regions.find((one) => one.name === name)?.id,
  );
  const origin = origins.find(({ regionId }) => regionId === east);
  await client.mutate("traffic.shift", {
    originRegionId: east,
    baseRevision: origin?.revision,
    targets: [{ regionId: central, state: "active", weight }],
    reason: why,
  });
}

const rows = (page: Page) => page.locator("tbody tr");

it("filters, opens a change, and comes back to the filter by the URL", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  await page.goto("/audit");
  await shows(rows(page).first(), "Shifted the traffic of cn-east");
  await shows(page.locator("tbody"), "Added the region eu-central");

  await page.getByLabel("Words in the reason").fill("双十一");
  await page.keyboard.press("Enter");
  await page.waitForURL(/text=/);
  await rows(page).nth(1).waitFor({ state: "detached" });
  await shows(rows(page).first(), "eu-central · weight 100 → 5");

  await rows(page).first().getByText("Shifted the traffic").click();
  await page.waitForURL(/change=\d+/);
  await shows(page.getByRole("dialog"), reason);
  await shows(page.getByRole("dialog"), "eu-central · state");
  await page.getByRole("link", { name: "Undo it on the Traffic page" }).waitFor();

  await page.reload();
  await shows(page.getByRole("dialog"), "Shifted the traffic of cn-east");
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("change="));
  expect(await page.getByLabel("Words in the reason").inputValue()).toBe("双十一");
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("shows a change as it is made, without being asked", async () => {
  const { page } = await openPage(browser, system.url, { signedIn });
  await page.goto("/audit");
  await shows(page.locator("header").first(), "Live");
  await shift(10, "a little more");
  await shows(rows(page).first(), "a little more");
  await page.context().close();
});

it("verifies the chain and exports what the filter shows", async () => {
  const { page } = await openPage(browser, system.url, { signedIn });
  await page.goto("/audit?kind=traffic");
  await shows(rows(page).first(), "Shifted the traffic of cn-east");
  await page.getByRole("button", { name: "Verify" }).click();
  await shows(page.locator("main"), /\d+ entries verified, unbroken since .* 20\d\d/);

  await page.getByRole("button", { name: "Export" }).click();
  await shows(page.getByRole("menu"), "Only what the filter shows");
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^meridian-audit-.*\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toContain(`"${reason.replaceAll('"', '""')}"`);
  expect(text).not.toContain("region.created");
  await page.context().close();
});

it.each(views)("looks right: $width, $theme, $language", async (view) => {
  const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
  await page.goto("/audit");
  await rows(page).first().locator("time").waitFor();
  await take(page, "audit", view);
  await rows(page)
    .first()
    .locator("p")
    .first()
    .click({ position: { x: 4, y: 4 } });
  await page.getByRole("dialog").locator('a[href^="/traffic"]').waitFor();
  await take(page, "audit-change", view);
  expect(complaints).toEqual([]);
  await page.context().close();
});
