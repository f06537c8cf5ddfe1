import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../../harness/browser-test.ts";
import { cachedText, type Load, pauseMs } from "../../../harness/load.ts";
import { visit, type View } from "../../../harness/page.ts";
import { resetPolicies } from "../../../harness/reset-policies.ts";
import { shows, take, views } from "../../../harness/screens.ts";

const gateways = ["cn-east-gateway", "eu-central-gateway", "ap-southeast-gateway"];
const rolloutMs = 150_000;

export function rollouts(): void {
  let loads: Load[];
  it.beforeEach(async ({ client, load }) => {
    await resetPolicies(client);
    loads = gateways.map((gateway) => load(gateway, 1, cachedText, pauseMs.steady));
  });
  it.afterAll(({ client }) => resetPolicies(client));

  async function noRequestFailed(): Promise<void> {
    for (const load of loads) expect((await load.stop()).failures).toEqual({});
  }

  it("brings a second version to three regions, pauses, resumes, and goes back in one click", async ({
    open,
  }) => {
    const page = await open("/rollouts");
    const main = page.locator("main");
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
    for (const view of views) await look(await open("/rollouts", { view }), view);

    await page.getByRole("button", { name: "Resume" }).click();
    await shows(main, "No rollout is running. All 4 nodes run compact-b.", 2 * rolloutMs);
    await page.getByRole("region", { name: "Earlier rollouts" }).getByRole("link").first().click();
    await page.waitForURL(/rollout=ro_/);
    await shows(main, "All regions run compact-b.");
    await page.getByRole("button", { name: "Roll back" }).click();
    await shows(dialog, "4 nodes in eu-central, cn-east, and ap-southeast return to their previous version");
    await dialog.getByRole("button", { name: "Roll back now" }).click();
    await shows(main, "No rollout is running. All 4 nodes run compact.", rolloutMs);
    await noRequestFailed();
  }, 600_000);

  it("rolls back in the middle in one click: what has begun goes back, the others stay", async ({ open }) => {
    const page = await open("/rollouts");
    const main = page.locator("main");
    await fillIn(page, "compact-b");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Roll out" }).click();
    const panel = page.getByRole("region", { name: "Rollout of compact-b" });
    await shows(panel.locator("tr", { hasText: "cn-east" }), "2 of 2 run it", rolloutMs);
    await page.getByRole("button", { name: "Roll back" }).click();
    await shows(dialog, "2 nodes in cn-east return to their previous version at once.");
    await shows(dialog, "ap-southeast and eu-central stay as they are.");
    await dialog.getByRole("button", { name: "Roll back now" }).click();
    await shows(main, "No rollout is running. All 4 nodes run compact.", rolloutMs);
    await shows(
      page.getByRole("region", { name: "Earlier rollouts" }).getByRole("listitem").first(),
      "Rolled back",
    );
    await noRequestFailed();
  }, 600_000);
}

/** Fills in the dialog; the machine of a test is too busy for a narrow gate on latency. */
async function fillIn(page: Page, version: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Roll out…" }).click();
  await dialog.getByLabel("Version").click();
  await page.getByRole("option", { name: version }).click();
  await dialog.getByLabel("Bake time (s)").fill("10");
  await dialog.getByLabel("p95 above (×)").fill("100");
  await dialog.getByLabel("Reason").fill("better on points of interest");
}

const tablet = { width: 768, height: 1024 };

async function look(page: Page, view: View): Promise<void> {
  await shows(page.locator("main"), "compact-b");
  await shows(page.locator("header").first(), /Live|实时/);
  await take(page, "rollouts", view);
  if (view.width > tablet.width) {
    await page.setViewportSize(tablet);
    await take(page, "rollouts", { ...view, ...tablet });
    await page.setViewportSize({ width: view.width, height: view.height });
  }
  await visit(page, "/overview");
  await shows(page.locator("main"), /\d\/s/);
  await shows(page.locator("main"), "compact-b");
  await page.locator("svg.recharts-surface").first().waitFor();
  await take(page, "overview-rollout", view);
  await page.context().close();
}
