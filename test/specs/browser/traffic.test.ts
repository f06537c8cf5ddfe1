import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../harness/browser-test.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { eventually } from "../../harness/eventually.ts";
import { computedText } from "../../harness/load.ts";
import { desktop, hydrated, visit } from "../../harness/page.ts";
import { resetPolicies } from "../../harness/reset-policies.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { active, TrafficDesk } from "../../harness/traffic-desk.ts";

it.beforeEach(({ client }) => resetPolicies(client));
it.afterAll(({ client }) => resetPolicies(client));

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

/** Half of what enters in eu-central is answered in cn-east. */
async function halve(client: ConsoleClient): Promise<TrafficDesk> {
  const desk = new TrafficDesk(client, "eu-central");
  await desk.shift({ "cn-east": active(100) });
  return desk;
}

it("shifts an origin's requests from 50/50 to 90/10 and back, and the observed share follows", async ({
  open,
  load,
}) => {
  const page = await open("/traffic?origin=eu-central");
  const clients = load("eu-central-gateway", 2);
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
  expect((await clients.stop()).failures).toEqual({});
});

it("says who moved first, keeps the draft and applies it on top", async ({ open, client }) => {
  const desk = await halve(client);
  const page = await open("/traffic?origin=eu-central", { provokes: /409/ });
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await setShare(panel, "cn-east", "25%");
  await desk.shift({ "eu-central": active(300) });
  await shows(panel, "Administrator changed this first.");
  await shows(panel, "a story");
  await panel.getByRole("button", { name: "Go on with my draft" }).click();
  await apply(panel, "A quarter goes to Shanghai");
  await shows(rowOf(panel, "cn-east"), /25\s%/);
  const { targets } = await desk.origin();
  const weights = targets.filter(({ state }) => state === "active").map(({ weight }) => weight);
  expect(weights).toEqual([50, 150]);
});

it("refuses aloud what is no weight, and keeps a draft when one leaves and reloads", async ({
  open,
  client,
}) => {
  await halve(client);
  const page = await open("/traffic?origin=eu-central");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  const field = panel.getByRole("textbox", { name: "Weight of cn-east" });
  await setShare(panel, "cn-east", "10%");
  await expect.poll(() => field.inputValue()).toBe("20");
  for (const typed of ["1001", "150%", "abc", "-5", "12.5", " "]) {
    await setShare(panel, "cn-east", typed);
    const found = typed.trim() === "" ? "nothing" : `“${typed}”`;
    await shows(panel.getByRole("alert"), `Found ${found}; expected a whole number from 0 to 200`);
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const review = panel.getByRole("button", { name: "Review and apply" });
    expect(await review.getAttribute("aria-disabled"), typed).toBe("true");
  }
  await field.press("Escape");
  await panel.getByRole("alert").waitFor({ state: "detached" });
  expect(await field.inputValue()).toBe("20");

  await page.getByRole("link", { name: "Tester" }).first().click();
  await page.waitForURL(/\/tester/);
  await page.goBack();
  await shows(panel, /Moves about 40\s% of eu-central’s requests/);
  await page.reload();
  await hydrated(page);
  await shows(panel, /Moves about 40\s% of eu-central’s requests/);
});

it("says what a draft comes to, from what is measured, and whether a region could be lost", async ({
  open,
  client,
  load,
}) => {
  await halve(client);
  const page = await open("/traffic?origin=eu-central");
  load("eu-central-gateway", 2, computedText);
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  const loadOf = panel.getByLabel("Load, as measured");
  await shows(loadOf, /eu-central\s+[\d.]+\s%/);
  await setShare(panel, "cn-east", "60%");
  await shows(loadOf, /now → draft/);
  await shows(loadOf, /eu-central\s+[\d.]+\s% → [\d.]+\s%/);
  await shows(page.getByRole("banner").first(), /If (cn-east|eu-central|ap-southeast) is lost/);
});

it("drains a node under load: no request fails, and the countdown runs", async ({ open, load }) => {
  const page = await open("/traffic?origin=cn-east");
  const clients = load("cn-east-gateway", 4);
  await eventually(() => clients.answersOf("cn-east-node-2") > 20, "the node takes its share");
  const panel = page.getByRole("region", { name: "Nodes of cn-east" });
  const row = rowOf(panel, "cn-east-node-2");
  await setState(panel, "cn-east-node-2", "Drain");
  await panel.getByRole("textbox", { name: "Drain ends in minutes" }).fill("10");
  await apply(panel, "Its disk is being changed");
  await shows(row, /9:\d\d left/);
  await shows(row, /Drained by Administrator, until .*, then Standby/);
  await observes(panel, "cn-east-node-2", 0);

  const answered = clients.answered;
  const drained = clients.answersOf("cn-east-node-2");
  await eventually(() => clients.answered > answered + 100, "the others go on");
  expect(clients.answersOf("cn-east-node-2")).toBe(drained);
  expect((await clients.stop()).failures).toEqual({});
});

it("says why gateways aim at other shares than declared", async ({ open, client, system, load }) => {
  await halve(client);
  const page = await open("/traffic?origin=eu-central");
  load("eu-central-gateway", 2);
  const node = system.agent("eu-central-node-1");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  await node.kill();
  await shows(panel, "Why observed differs");
  await shows(panel, /eu-central-node-1 is out of rotation at eu-central-gateway since/);
  await take(page, "traffic-causes", desktop);
  node.start();
  await node.ready();
});

it("is frozen for everybody, except for who opens break-glass; the audit log tells of it", async ({
  open,
  client,
}) => {
  await halve(client);
  const page = await open("/settings/safety", { provokes: /422/ });
  await confirm(page, "Freeze changes", "Black Friday");
  const bar = page.getByRole("banner").first();
  await shows(bar, "Changes frozen");

  await visit(page, "/traffic?origin=eu-central");
  const panel = page.getByRole("region", { name: "Requests of eu-central" });
  const main = page.getByRole("main");
  await shows(main, /Changes are frozen by Administrator: Black Friday[^]*Requests of eu-central/);
  await shows(main, /keeps at least 1 active region .* moves at most 100 points/);
  await main.getByRole("link", { name: "Safety settings" }).waitFor();
  await setShare(panel, "cn-east", "40%");
  await panel.getByRole("button", { name: "Review and apply" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("cannot wait");
  await dialog.getByRole("button", { name: "Apply", exact: true }).click();
  await shows(dialog, "Changes are frozen: Black Friday.");

  await visit(page, "/settings/safety");
  await confirm(page, "Use break-glass", "Shanghai is on fire");
  await shows(page.getByRole("main"), "You may override the rules.");
  await visit(page, "/traffic?origin=eu-central");
  await setShare(panel, "cn-east", "40%");
  await apply(panel, "cannot wait");
  await shows(rowOf(panel, "cn-east"), /40\s%/);
  await visit(page, "/audit");
  await shows(page.getByRole("main"), "Overrode a rule of safety");

  await visit(page, "/settings/safety");
  await confirm(page, "End break-glass", "It is out");
  await confirm(page, "Thaw changes", "Business as usual");
  await shows(page.getByRole("main"), "Changes are allowed.");
});

async function confirm(page: Page, action: string, reason: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: action }).click();
  await dialog.waitFor({ state: "detached" });
}

it.for(views)("looks right: $width, $theme, $language", async (view, { open, client, load, system }) => {
  const drain = { minutes: 10, then: "standby" };
  const node = system.agent("cn-east-node-2");
  await new TrafficDesk(client, "cn-east").setNode(node.id, { state: "drain", weight: 100, drain });
  load("cn-east-gateway", 1, computedText);
  const page = await open("/traffic?origin=cn-east", { view });
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
  await take(page, "traffic-apply", view, { isForAxe: true });
  await visit(page, "/settings/safety");
  await page.getByRole("main").locator("dl").waitFor();
  await take(page, "settings-safety", view);
});
