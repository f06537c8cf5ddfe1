import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../harness/browser-test.ts";
import { holdVersion } from "../../harness/hold-version.ts";
import { hydrated, type View } from "../../harness/page.ts";
import { resetPolicies } from "../../harness/reset-policies.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { TrafficDesk } from "../../harness/traffic-desk.ts";

it.beforeAll(({ client }) => resetPolicies(client));
it.afterAll(({ client }) => resetPolicies(client));

it("splits requests between two versions, says how many got the other one, and ends it", async ({
  open,
  client,
  load,
}) => {
  const page = await open("/traffic?origin=ap-southeast");
  const panel = page.getByRole("region", { name: "Requests of ap-southeast" });
  await shows(panel, "Observed at 1 of 1 gateway");
  expect(await panel.innerText()).not.toContain("Split versions");

  await holdVersion(client, new TrafficDesk(client, "ap-southeast"), "compact-b");
  const clients = load("ap-southeast-gateway", 1);
  await page.reload();
  await hydrated(page);
  await shows(panel, "Also loaded: compact-b.");
  await panel.getByRole("button", { name: "Split versions…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Percent").fill("20");
  await dialog.getByLabel("Reason").fill("a first look");
  await dialog.getByRole("button", { name: "Split", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(panel, /20\s% of the requests ask for compact-b\./);
  await shows(panel, /Last 10 s: [\d.]+\s%; 0 fell back to stable/);
  for (const view of views) await look(await open("/traffic?origin=ap-southeast", { view }), view);

  await panel.getByRole("button", { name: "Change…" }).click();
  await dialog.getByLabel("Percent").fill("0");
  await dialog.getByLabel("Reason").fill("seen enough");
  await dialog.getByRole("button", { name: "End the split" }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(panel, "Also loaded: compact-b.");
  expect((await clients.stop()).failures).toEqual({});
});

/** The line, and the dialog. */
async function look(page: Page, view: View): Promise<void> {
  await shows(page.locator("main"), /\d\/s/);
  const button = page.getByRole("button", { name: /^(Change…|更改…)$/ });
  await button.scrollIntoViewIfNeeded();
  await take(page, "traffic-split", view);
  await button.click();
  await page.getByRole("dialog").waitFor();
  await take(page, "traffic-split-dialog", view);
  await page.context().close();
}
