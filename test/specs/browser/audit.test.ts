import { readFile } from "node:fs/promises";
import type { TrafficView } from "@meridian/contracts/api";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../harness/browser-test.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { desktop, hydrated, visit } from "../../harness/page.ts";
import { resetPolicies } from "../../harness/reset-policies.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { TrafficDesk } from "../../harness/traffic-desk.ts";

const reason = '双十一前把 5 % 的流量移到欧洲, "agreed"';

it.beforeAll(async ({ client }) => {
  await resetPolicies(client);
  await shift(client, 5, reason);
});
it.afterAll(({ client }) => resetPolicies(client));

/** Gives eu-central a share of what enters in ap-southeast. */
async function shift(client: ConsoleClient, weight: number, why: string): Promise<void> {
  const { regions, origins } = (await client.query("traffic.get")) as TrafficView;
  const [southeast, central] = ["ap-southeast", "eu-central"].map(
    (name) => regions.find((one) => one.name === name)?.id,
  );
  const origin = origins.find(({ regionId }) => regionId === southeast);
  await client.mutate("traffic.shift", {
    originRegionId: southeast,
    baseRevision: origin?.revision,
    targets: [{ regionId: central, state: "active", weight }],
    reason: why,
  });
}

const rows = (page: Page) => page.locator("tbody tr");

it("filters, opens a change, and comes back to the filter by the URL", async ({ open }) => {
  const page = await open("/audit?kind=region");
  await shows(page.locator("tbody"), "Added the region eu-central");
  await visit(page, "/audit");
  await shows(rows(page).first(), "Shifted the traffic of ap-southeast");

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
  await hydrated(page);
  await shows(page.getByRole("dialog"), "Shifted the traffic of ap-southeast");
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("change="));
  expect(await page.getByLabel("Words in the reason").inputValue()).toBe("双十一");
});

it("shows a change as it is made, without being asked", async ({ open, client }) => {
  const page = await open("/audit");
  await shows(page.locator("header").first(), "Live");
  await shift(client, 10, "a little more");
  await shows(rows(page).first(), "a little more");
});

it.for([
  ["Asia/Kolkata", /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30/],
  ["America/St_Johns", /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d-0[23]:30/],
] as const)(
  "writes times in the zone of a browser in %s",
  async ([timeZone, time], { open, client, system }) => {
    const node = system.agent("cn-east-node-2");
    const desk = new TrafficDesk(client, "cn-east");
    for (const minutes of [60, 120]) {
      await desk.setNode(node.id, { state: "drain", weight: 100, drain: { minutes, then: "standby" } });
    }
    // A page drawn in another zone than the server's would complain of its hydration, and fail the test.
    const page = await open("/audit?kind=nodes", { view: { ...desktop, timeZone } });
    await shows(page.locator("tbody"), time);
    await visit(page, "/traffic?origin=cn-east");
  },
);

it("verifies the chain and exports what the filter shows", async ({ open }) => {
  const page = await open("/audit?kind=traffic");
  await shows(rows(page).first(), "Shifted the traffic of ap-southeast");
  await page.getByRole("button", { name: "Verify" }).click();
  await shows(page.locator("main"), /\d+ entries verified, unbroken since 20\d\d-\d\d-\d\dT/);

  await page.getByRole("button", { name: "Export" }).click();
  await shows(page.getByRole("menu"), "Only what the filter shows");
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^meridian-audit-.*\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toContain(`"${reason.replaceAll('"', '""')}"`);
  expect(text).not.toContain("region.created");
});

it.for(views)("looks right: $width, $theme, $language", async (view, { open }) => {
  const page = await open("/audit", { view });
  await rows(page).first().locator("time").waitFor();
  await take(page, "audit", view);
  await rows(page)
    .filter({ hasText: "ap-southeast" })
    .first()
    .locator("p")
    .first()
    .click({ position: { x: 4, y: 4 } });
  await page.getByRole("dialog").locator('a[href^="/traffic"]').waitFor();
  await take(page, "audit-change", view, { isForAxe: true });
});
