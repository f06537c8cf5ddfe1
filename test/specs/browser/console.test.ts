import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultRegions, parseRegions } from "../../../scripts/lib/fleet-plan.ts";
import { entryPoints } from "../../../scripts/lib/paths.ts";
import { launchBrowser } from "../../harness/browser.ts";
import { openPage, type SignedIn, signInOn } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

const address = "北京市东城区景山前街4号故宫博物院";
const regions = parseRegions(defaultRegions);

let system: TestSystem;
let browser: Browser;
beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), startSystem({ regions })]);
  const gateways = regions.map(({ name }) => `${name}=${system.agent(`${name}-gateway`).url}`);
  system.local.startOther(
    "traffic",
    entryPoints.traffic,
    gateways.flatMap((gateway) => ["--gateway", gateway]),
  );
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

const rowOf = (page: Page, name: string) =>
  page.locator("tbody", { has: page.getByRole("link", { name, exact: true }) });

/** Picks from a select; one that is clicked before its page is alive is clicked again. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const target = page.getByRole("option", { name: option });
  const isOpen = async () => {
    if (await target.isVisible()) return true;
    await page
      .getByLabel(label)
      .click({ timeout: 2000 })
      .catch(() => undefined);
    return target.isVisible();
  };
  await eventually(isOpen, `${label} offers ${option}`);
  await target.click();
}

it("refuses a wrong password in words and lets nobody in without one", async () => {
  const { page } = await openPage(browser, system.url);
  await page.goto("/tester");
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(system.administrator.email);
  await page.getByLabel("Password").fill("not-the-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.locator("form"), "E-mail and password do not match.");
  await page.context().close();
});

it("shows seven agents live and parses an address through eu-central", async () => {
  const { page, complaints } = await openPage(browser, system.url);
  await signInOn(page, system.administrator);
  await page.goto("/fleet");
  for (const { plan } of system.local.agents.values()) await shows(rowOf(page, plan.name), "Ready");
  await shows(page.locator("main"), "4 of 4 nodes and 3 of 3 gateways ready.");
  await shows(rowOf(page, "cn-east-gateway"), /\d\/s/);

  await page.getByRole("link", { name: "Tester" }).first().click();
  await choose(page, "Region", "eu-central");
  await page.getByLabel(/Addresses/).fill(address);
  await page.getByRole("button", { name: /^Parse/ }).click();
  const results = page.getByRole("region", { name: "Results" });
  await shows(results, "via eu-central-gateway");
  await shows(results, "eu-central-node-1");
  for (const element of ["北京市", "东城区", "景山前街", "4号", "故宫博物院"]) await shows(results, element);
  await shows(results, "Run the model");
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("turns the row of a killed node stale, then offline, and ready when it is back", async () => {
  const { page } = await openPage(browser, system.url);
  await signInOn(page, system.administrator);
  await page.goto("/fleet");
  const node = system.agent("cn-east-node-2");
  const row = rowOf(page, node.name);
  await shows(row, "Ready");
  await node.kill();
  await shows(row, "Stale");
  await shows(row, "Offline");
  node.start();
  await shows(row, "Ready", 60_000);
  await page.context().close();
});

describe("every screen, looked at by people afterwards", () => {
  /** Once for all views: the console lets nobody sign in ten times a minute. */
  let signedIn: SignedIn;
  beforeAll(async () => {
    const { page } = await openPage(browser, system.url);
    await signInOn(page, system.administrator);
    signedIn = await page.context().storageState();
    await page.context().close();
  });

  it.each(views)("$width × $height, $theme, $language", async (view) => {
    const stranger = await openPage(browser, system.url, { view });
    await stranger.page.goto("/sign-in");
    await take(stranger.page, "sign-in", view);
    await stranger.page.context().close();

    const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
    await page.goto("/overview");
    await shows(page.locator("main"), /\d\/s/);
    await page.locator("svg.recharts-surface").first().waitFor();
    await take(page, "overview", view);
    await page.goto("/fleet");
    await shows(rowOf(page, "cn-east-gateway"), /\d/);
    await page.locator("svg.recharts-surface").waitFor();
    await take(page, "fleet", view);
    await page.goto(`/fleet?agent=${system.agent("cn-east-node-1").id}`);
    await shows(page.getByRole("dialog"), system.agent("cn-east-node-1").id);
    await shows(page.getByRole("dialog"), /\d\/s/);
    await take(page, "agent", view);
    await page.getByRole("heading", { name: /Latency by stage|各阶段延迟/ }).scrollIntoViewIfNeeded();
    await take(page, "agent-performance", view);
    await page.goto("/fleet");
    await page.getByRole("link", { name: "cn-east", exact: true }).first().click();
    await shows(page.getByRole("dialog"), "cn-east-node-2");
    await take(page, "region", view);
    await page.goto("/tester");
    await page.locator("textarea").fill(address);
    await take(page, "tester", view);
    await page.keyboard.press("Control+Enter");
    await shows(page.locator("main"), "故宫博物院");
    await shows(page.locator("main"), "curl");
    await take(page, "tester-answer", view);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await take(page, "tester-latency", view);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
