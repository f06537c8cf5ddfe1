import type { ChildProcess } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../harness/browser.ts";
import { openPage, type SignedIn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { interrupt, runShownCommand } from "../../harness/shown-command.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";

const address = "上海市浦东新区世纪大道1号东方明珠";

let system: TestSystem;
let browser: Browser;
let signedIn: SignedIn;
const agents: ChildProcess[] = [];
beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), startSystem()]);
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await Promise.all(agents.map(interrupt));
  await browser.close();
  await system.dispose();
});

/** Makes the command that the open dialog offers and runs it. */
async function runOffered(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make the command" }).click();
  const command = dialog.locator("pre");
  await shows(command, "npx meridian-agent");
  await shows(dialog, "Waiting for it to enrol");
  agents.push(runShownCommand(await command.innerText(), system.dir));
}

it.each(views)("an empty console says the next step: $width, $theme, $language", async (view) => {
  const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
  for (const screen of ["fleet", "tester", "settings/regions", "settings/agents"]) {
    await page.goto(`/${screen}`);
    await page.locator('main a[href="/settings/regions"], main button').last().waitFor();
    await take(page, `empty-${screen.replace("/", "-")}`, view);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("leads from an empty console to the first parsed address", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  await page.goto("/fleet");
  await page.getByRole("link", { name: "Add a region" }).click();
  await page.waitForURL(/\/settings\/regions/);
  await page.getByRole("button", { name: "Add a region" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Shanghai" }).click();
  await dialog.getByRole("button", { name: "Add a region" }).click();

  await page.getByRole("link", { name: "Add a gateway" }).click();
  await runOffered(page);
  await shows(dialog, "cn-east-gateway-1 is ready.", 60_000);
  await dialog.getByRole("button", { name: "Add a node next" }).click();
  await runOffered(page);
  await shows(dialog, "cn-east-node-1 is ready.", 90_000);

  await dialog.getByRole("link", { name: "Parse an address" }).click();
  await page.waitForURL(/\/tester/);
  await page.getByLabel(/Addresses/).fill(address);
  await page.getByRole("button", { name: /^Parse/ }).click();
  const results = page.getByRole("region", { name: "Results" });
  await shows(results, "via cn-east-gateway-1");
  for (const text of ["cn-east-node-1", "上海市", "浦东新区", "世纪大道"]) await shows(results, text);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 240_000);

it("refuses a taken name in words, and to archive what is still needed", async () => {
  const { page } = await openPage(browser, system.url, { signedIn });
  await page.goto("/settings/regions");
  await page.getByRole("button", { name: "Add a region" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Singapore" }).click();
  await dialog.getByLabel("Name").fill("cn-east");
  await dialog.getByRole("button", { name: "Add a region" }).click();
  await shows(dialog, "The name cn-east is taken.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Actions for cn-east" }).click();
  await shows(page.getByRole("menu"), "It has 2 agents. Archive them first.");
  await page.keyboard.press("Escape");

  await page.goto("/settings/agents");
  await page.getByRole("button", { name: "Actions for cn-east-node-1" }).click();
  await shows(page.getByRole("menu"), "It takes traffic. Drain or cordon it");
  await page.context().close();
});

it.each(views)("regions and agents: $width, $theme, $language", async (view) => {
  const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
  await page.goto("/settings/regions");
  await shows(page.locator("main"), "cn-east");
  await take(page, "settings-regions", view);
  await page.locator("main header button").click();
  await page.getByRole("dialog").waitFor();
  await take(page, "settings-region-new", view);

  await page.goto("/settings/agents");
  await shows(page.locator("main"), "cn-east-node-1");
  await shows(page.locator("main"), /Ready|就绪/);
  await take(page, "settings-agents", view);
  await page.locator("main table").first().locator("tbody button").last().click();
  await page.getByRole("menu").waitFor();
  await take(page, "settings-agent-menu", view);
  await page.keyboard.press("Escape");
  await page.locator("main header button").click();
  await page.getByRole("dialog").waitFor();
  await take(page, "settings-agent-new", view);
  await page.locator('[role="dialog"] button[type="submit"]').click();
  await shows(page.getByRole("dialog").locator("pre"), "npx meridian-agent");
  await take(page, "settings-agent-command", view);
  expect(complaints).toEqual([]);
  await page.context().close();
});
