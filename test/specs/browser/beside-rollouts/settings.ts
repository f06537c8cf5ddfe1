import { it } from "../../../harness/browser-test.ts";
import { visit } from "../../../harness/page.ts";
import { shows, take, views } from "../../../harness/screens.ts";

export function settings(): void {
  it("refuses a taken name in words, and to archive what is still needed", async ({ open }) => {
    const page = await open("/settings/regions", { provokes: /409/ });
    await page.getByRole("button", { name: "Add a region" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Virginia" }).click();
    await dialog.getByLabel("Name").fill("eu-central");
    await dialog.getByRole("button", { name: "Add a region" }).click();
    await shows(dialog, "The name eu-central is taken.");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Actions for eu-central" }).click();
    await shows(page.getByRole("menu"), "It has 2 agents. Archive them first.");
    await page.keyboard.press("Escape");

    await visit(page, "/settings/agents");
    await page.getByRole("button", { name: "Actions for eu-central-node-1" }).click();
    await shows(page.getByRole("menu"), "It takes traffic. Drain or cordon it");
  });

  it.for(views)("regions and agents look right: $width, $theme, $language", async (view, { open }) => {
    const page = await open("/settings/regions", { view });
    await shows(page.locator("main"), "cn-east");
    await take(page, "settings-regions", view);
    await page.locator("main header button").click();
    await page.getByRole("dialog").waitFor();
    await take(page, "settings-region-new", view);

    await visit(page, "/settings/agents");
    await shows(page.locator("main"), "cn-east-node-1");
    await shows(page.locator("main"), /Ready|就绪/);
    await take(page, "settings-agents", view);
    await page.locator("main table").first().locator("tbody button").last().click();
    await page.getByRole("menu").waitFor();
    await take(page, "settings-agent-menu", view, { isForAxe: true });
    await page.keyboard.press("Escape");
    await page.locator("main header button").click();
    await page.getByRole("dialog").waitFor();
    await take(page, "settings-agent-new", view);
    await page.locator('[role="dialog"] button[type="submit"]').click();
    await shows(page.getByRole("dialog").locator("pre"), "node apps/node-agent/bin/meridian-agent.js");
    await take(page, "settings-agent-command", view);
  });

  it.for(views)("API keys look right: $width, $theme, $language", async (view, { open }) => {
    const page = await open("/settings/keys", { view });
    const dialog = page.getByRole("dialog");
    await page.locator("main header button, main section:last-of-type button").first().click();
    await dialog.locator("input").first().fill(`${view.width}-${view.theme}-${view.language}`);
    await take(page, "settings-key-new", view);
    await dialog.locator('button[type="submit"]').click();
    await dialog.locator("code").first().waitFor();
    await take(page, "settings-key-created", view);
    await dialog.locator("footer button").click();
    await shows(page.locator("main table"), `${view.width}-${view.theme}-${view.language}`);
    await take(page, "settings-keys", view);
    await page.locator("main table tbody button").first().click();
    await page.getByRole("menuitem").first().click();
    await dialog.locator("fieldset").first().waitFor();
    await take(page, "settings-key-edit", view);
    await page.keyboard.press("Escape");
    await page.locator("main section button").first().click();
    await dialog.getByRole("status").waitFor();
    await take(page, "settings-keys-ask", view);
  });
}
