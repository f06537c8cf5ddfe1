import type { ChildProcess } from "node:child_process";
import type { Page } from "playwright-core";
import { it } from "../../../harness/browser-test.ts";
import { type SignedIn, signInOnce, visit } from "../../../harness/page.ts";
import { shows, take, views } from "../../../harness/screens.ts";
import { interrupt, runShownCommand } from "../../../harness/shown-command.ts";
import { startSystem, type TestSystem } from "../../../harness/start-system.ts";

const address = "上海市浦东新区世纪大道1号东方明珠";

export function firstAddress(): void {
  /** One of its own: it has to be empty. */
  let empty: TestSystem;
  let signedIn: SignedIn;
  const agents: ChildProcess[] = [];
  it.beforeAll(async ({ browser }) => {
    empty = await startSystem();
    signedIn = await signInOnce(browser, empty.url, empty.administrator);
  });
  it.afterAll(async () => {
    await Promise.all(agents.map(interrupt));
    await empty.dispose();
  });

  /** Makes the command that the open dialog offers and runs it. */
  async function runOffered(page: Page): Promise<void> {
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the command" }).click();
    const command = dialog.locator("pre");
    await shows(command, "node apps/node-agent/bin/meridian-agent.js");
    await shows(dialog, "Waiting for it to enrol");
    agents.push(runShownCommand(await command.innerText(), empty.dir));
  }

  it.for(views)("an empty console says the next step: $width, $theme, $language", async (view, { pages }) => {
    const page = await pages.open(`${empty.url}/fleet`, { view, signedIn });
    for (const screen of ["fleet", "tester", "settings/regions", "settings/agents"]) {
      await visit(page, `/${screen}`);
      await page.locator('main a[href="/settings/regions"], main button').last().waitFor();
      await take(page, `empty-${screen.replace("/", "-")}`, view);
    }
  });

  it("leads from an empty console to the first parsed address", async ({ pages }) => {
    const page = await pages.open(`${empty.url}/fleet`, { signedIn });
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
  }, 240_000);
}
