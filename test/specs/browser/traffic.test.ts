import type { TrafficView } from "@meridian/contracts/api";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../harness/browser.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { computedText } from "../../harness/load.ts";
import { desktop, openPage, type SignedIn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

const regions = [
  { name: "cn-east", nodes: 2 },
  { name: "eu-central", nodes: 1 },
];

let system: TestSystem;
let browser: Browser;
let client: ConsoleClient;
let signedIn: SignedIn;
beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), startSystem({ regions })]);
  client = await system.signIn();
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

const rowOf = (panel: Locator, name: string) =>
  panel
    .getByRole("listitem")
    .filter({ has: panel.page().getByRole("heading", { name, exact: true, level: 3 }) });

async function setState(panel: Locator, name: string, state: string): Promise<void> {
  await panel.getByRole("combobox", { name: `State of ${name}` }).click();
  await panel.page().getByRole("option", { name: state }).click();
}

async function setShare(panel: Locator, name: string, share: string): Promise<void> {
  const field = panel.getByRole("textbox", { name: `Weight of ${name}` });
  await field.fill(share);
  await field.press("Enter");
}

async function apply(panel: Locator, reason: string): Promise<void> {
  await panel.getByRole("button", { name: "Review and apply" }).click();
  const dialog = panel.page().getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Apply", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Waits until the gateways count about this percentage for a target. */
function observes(panel: Locator, name: string, percent: number): Promise<boolean> {
  const isThere = async () => {
    const text = await rowOf(panel, name).getByRole("definition").last().innerText();
    return Math.abs(Number.parseFloat(text) - percent) <= 2;
  };
  return eventually(isThere, `${name} is observed at about ${percent} %`);
}

async function open(origin: string): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, system.url, { signedIn });
  await opened.page.goto(`/traffic?origin=${origin}`);
  return opened;
}

async function shiftByApi(weight: number): Promise<void> {
  const { regions: known, origins } = (await client.query("traffic.get")) as TrafficView;
  const regionId = known.find(({ name }) => name === "eu-central")?.id;
  const origin = origins.find((one) => one.regionId === regionId);
  await client.mutate("traffic.shift", {
    originRegionId: regionId,
    baseRevision: origin?.revision,
    targets: [{ regionId, state: "active", weight }],
    reason: "by a script",
  });
}

it("shifts an origin's requests from 50/50 to 90/10 and back, and the observed share follows", async () => {
  const { page, complaints } = await open("eu-central");
  const load = system.load("eu-central-gateway", 2);
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await setState(panel, "cn-east", "Active");
  await shows(
    panel,
    /Moves about 50\s% of eu-central’s requests, ≈ [\d.k]+\/s, from eu-central to cn-east\./,
  );
  await apply(panel, "Frankfurt is busy");
  await observes(panel, "cn-east", 50);

  await setShare(panel, "eu-central", "90%");
  await shows(panel, /Moves about 40\s% of eu-central’s requests, .* from cn-east to eu-central\./);
  await apply(panel, "Frankfurt is quiet again");
  await observes(panel, "eu-central", 90);
  await shows(panel, "Observed at 1 of 1 gateway");
  await shows(panel, /Commit to applied: p50 [\d.]+\s(ms|s), p99 [\d.]+\s(ms|s)/);

  const history = page.getByRole("region", { name: "History of eu-central" });
  await shows(history, "Frankfurt is quiet again");
  await history.getByRole("button", { name: "Undo" }).first().click();
  await observes(panel, "eu-central", 50);
  await shows(history, /undid revision \d+/);
  expect((await load.stop()).failures).toEqual({});
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("says who moved first, keeps the draft and applies it on top", async () => {
  const { page } = await open("eu-central");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await setShare(panel, "cn-east", "25%");
  await shiftByApi(300);
  await shows(panel, "Administrator changed this first.");
  await shows(panel, "by a script");
  await panel.getByRole("button", { name: "Go on with my draft" }).click();
  await apply(panel, "A quarter goes to Shanghai");
  await shows(rowOf(panel, "cn-east"), /25\s%/);
  const { origins } = (await client.query("traffic.get")) as TrafficView;
  const weights = origins.map(({ targets }) => targets.map(({ weight }) => weight));
  expect(weights).toContainEqual([50, 150]);
  await page.context().close();
});

it("says what a draft comes to, from what is measured, and whether a region could be lost", async () => {
  const { page, complaints } = await open("eu-central");
  const load = system.load("eu-central-gateway", 2, computedText);
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  const loadOf = panel.getByLabel("Load, as measured");
  await shows(loadOf, /eu-central\s+[\d.]+\s%/);
  await setShare(panel, "cn-east", "60%");
  await shows(loadOf, /now → draft/);
  await shows(loadOf, /eu-central\s+[\d.]+\s% → [\d.]+\s%/);
  await shows(page.getByRole("banner").first(), /If (cn-east|eu-central) is lost/);
  await load.stop();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("drains a node under load: no request fails, and the countdown runs", async () => {
  const { page } = await open("cn-east");
  const load = system.load("cn-east-gateway", 4);
  await eventually(() => load.answersOf("cn-east-node-2") > 20, "the node takes its share");
  const panel = page.getByRole("region", { name: "Nodes of cn-east" });
  const row = rowOf(panel, "cn-east-node-2");
  await setState(panel, "cn-east-node-2", "Drain");
  await panel.getByRole("textbox", { name: "Drain ends in minutes" }).fill("10");
  await apply(panel, "Its disk is being changed");
  await shows(row, /9:\d\d left/);
  await shows(row, /Drained by Administrator, until .*, then Standby/);
  await observes(panel, "cn-east-node-2", 0);

  const answered = load.answered;
  const drained = load.answersOf("cn-east-node-2");
  await eventually(() => load.answered > answered + 100, "the others go on");
  expect(load.answersOf("cn-east-node-2")).toBe(drained);
  expect((await load.stop()).failures).toEqual({});
  await page.context().close();
});

it("says why gateways aim at other shares than declared", async () => {
  const { page, complaints } = await open("eu-central");
  const load = system.load("eu-central-gateway", 2);
  const node = system.agent("eu-central-node-1");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await node.kill();
  await shows(panel, "Why observed differs");
  await shows(panel, /eu-central-node-1 is out of rotation at eu-central-gateway since/);
  await take(page, "traffic-causes", desktop);
  node.start();
  await node.ready();
  await load.stop();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("is frozen for everybody, except for who breaks the glass; the audit log tells of it", async () => {
  const { page } = await open("eu-central");
  await page.goto("/settings/safety");
  await confirm(page, "Freeze changes", "Black Friday");
  const bar = page.getByRole("banner").first();
  await shows(bar, "Changes frozen");

  await page.goto("/traffic?origin=eu-central");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await setShare(panel, "cn-east", "40%");
  await panel.getByRole("button", { name: "Review and apply" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("cannot wait");
  await dialog.getByRole("button", { name: "Apply", exact: true }).click();
  await shows(dialog, "Changes are frozen: Black Friday.");

  await page.goto("/settings/safety");
  await confirm(page, "Use break-glass", "Shanghai is on fire");
  await shows(page.getByRole("main"), "You may override the rules.");
  await page.goto("/traffic?origin=eu-central");
  await setShare(panel, "cn-east", "40%");
  await apply(panel, "cannot wait");
  await shows(rowOf(panel, "cn-east"), /40\s%/);
  await page.goto("/audit");
  await shows(page.getByRole("main"), "Overrode a rule of safety");

  await page.goto("/settings/safety");
  await confirm(page, "End break-glass", "It is out");
  await confirm(page, "Thaw changes", "Business as usual");
  await shows(page.getByRole("main"), "Changes are allowed.");
  await page.context().close();
});

async function confirm(page: Page, action: string, reason: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: action }).click();
  await dialog.waitFor({ state: "detached" });
}

describe("looked at by people afterwards", () => {
  it.each(views)("$width × $height, $theme, $language", async (view) => {
    const load = system.load("cn-east-gateway", 1, computedText);
    const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
    await page.goto("/traffic?origin=cn-east");
    await shows(page.locator("main"), /\d\/s/);
    await shows(page.locator("main"), /9:\d\d|8:\d\d/);
    await take(page, "traffic", view);
    await page.getByRole("combobox").nth(1).click();
    await page.getByRole("option").first().click();
    await page.locator("section input").first().fill("70%");
    await page.keyboard.press("Enter");
    await shows(page.locator("main"), /70\s%/);
    await take(page, "traffic-draft", view);
    await page.locator("section button.bg-accent").click();
    await page.getByRole("dialog").waitFor();
    await take(page, "traffic-apply", view);
    await load.stop();
    await page.goto("/settings/safety");
    await page.getByRole("main").locator("dl").waitFor();
    await take(page, "settings-safety", view);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
