import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../harness/browser.ts";
import { desktop, openPage, type SignedIn, signInOn, signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";

const wang = { name: "Wang Fang", email: "wang@example.com", password: "plums in the well at noon" };
const ended = "Live data ended: your session expired or your role changed.";

let system: TestSystem;
let browser: Browser;
let signedIn: SignedIn;
beforeAll(async () => {
  const regions = [{ name: "cn-east", nodes: 1 }];
  [browser, system] = await Promise.all([launchBrowser(), startSystem({ regions })]);
  signedIn = await signInOnce(browser, system.url, system.administrator);
});
afterAll(async () => {
  await browser.close();
  await system.dispose();
});

/** Invites a person on the screen and returns the path of the link that it shows. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("radio", { name: role }).check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await shows(dialog, "It is shown only now");
  const link = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  return new URL(link).pathname;
}

/** Gives the reason that an open dialog asks for and carries it out. */
async function confirm(page: Page, reason: string, button: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: button }).click();
  await dialog.waitFor({ state: "hidden" });
}

const stateOf = (page: Page, region: string) =>
  page.getByRole("combobox", { name: `State of ${region}` }).first();

it("a person is invited, looks on, is made an operator, and is deactivated", async () => {
  const admin = await openPage(browser, system.url, { signedIn });
  await admin.page.goto("/settings/users");
  const link = await invite(admin.page, wang.email, "Viewer");
  expect(link).toMatch(/^\/invite\/miv_/);
  await shows(admin.page.getByRole("table", { name: "Open invitations" }), wang.email);

  const { page } = await openPage(browser, system.url);
  await page.goto(link);
  await shows(page.locator("main"), `${wang.email} is invited as Viewer.`);
  await page.getByLabel("Your name").fill(wang.name);
  await page.getByLabel("New password").fill("too short");
  await shows(page.locator("form"), "3 more characters needed.");
  await take(page, "invite-typed", desktop);
  await page.getByLabel("New password").fill(wang.password);
  await page.getByRole("button", { name: "Accept and sign in" }).click();
  await page.waitForURL(/\/overview/);

  await page.goto("/traffic");
  const state = stateOf(page, "cn-east");
  await state.hover();
  await shows(page.getByRole("tooltip"), "Your role is Viewer.");
  expect(await state.getAttribute("aria-disabled")).toBe("true");
  await take(page, "roles-viewer-traffic", desktop);
  await page.goto("/settings/users");
  await shows(page.locator("main"), "Users are managed by administrators. Your role is Viewer.");
  await page.goto("/traffic");
  await shows(page.getByRole("banner"), "Live");

  await admin.page.getByRole("combobox", { name: `Role of ${wang.name}` }).click();
  await admin.page.getByRole("option", { name: "Operator" }).click();
  await confirm(admin.page, "Takes over the night shift", "Change role");
  await shows(page.locator("main"), ended);
  await take(page, "roles-changed", desktop);
  await page.getByRole("button", { name: "Reload" }).click();
  await shows(page.getByRole("banner"), "Live");
  expect(await state.getAttribute("aria-disabled")).toBeNull();
  await state.click();
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");

  await admin.page.getByRole("button", { name: `Actions for ${wang.name}` }).click();
  await admin.page.getByRole("menuitem", { name: "Deactivate" }).click();
  await confirm(admin.page, "Left the team", "Deactivate");
  await shows(page.locator("main"), ended);
  await page.getByRole("button", { name: "Reload" }).click();
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(wang.email);
  await page.getByLabel("Password").fill(wang.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.locator("form"), "This account may not sign in.");
  await page.goto(link);
  await shows(page.locator("main"), "This invitation was already accepted");
  await take(page, "invite-used", desktop);

  expect(admin.complaints).toEqual([]);
  await Promise.all([page.context().close(), admin.page.context().close()]);
});

it("the last administrator cannot leave, and the screen says why", async () => {
  const { page } = await openPage(browser, system.url, { signedIn });
  await page.goto("/settings/users");
  await page.getByRole("button", { name: "Actions for Administrator" }).click();
  await shows(page.getByRole("menuitem", { name: "Deactivate" }), "This is the last active administrator.");
  await page.context().close();
});

it("a token made on the screen works until it is revoked there", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  await page.goto("/settings/tokens");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("night script");
  await dialog.getByRole("button", { name: "Create" }).click();
  await shows(dialog, "it is shown only this once");
  const token = await dialog.locator("code").first().innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  const ask = async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${system.url}/api/trpc/fleet.overview`, { headers })).status;
  };
  expect(await ask()).toBe(200);

  await page.getByRole("button", { name: "Actions for night script" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await shows(page.getByRole("table", { name: "API tokens" }), "Revoked");
  expect(await ask()).toBe(401);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it("a person ends another session and changes the password", async () => {
  const { page, complaints } = await openPage(browser, system.url, { signedIn });
  const elsewhere = await openPage(browser, system.url);
  await signInOn(elsewhere.page, system.administrator);
  await page.goto("/settings/sessions");
  await page.getByRole("button", { name: "End all others" }).click();
  await shows(page.locator("main"), "this one");
  await shows(elsewhere.page.locator("main"), ended);

  await page.goto("/settings/preferences");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill(wang.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await shows(page.locator("form"), "The current password is not right.");
  await page.getByLabel("Current password").fill(system.administrator.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await shows(page.locator("body"), "Your password is changed.");
  // The browser itself complains of the answer to the wrong password.
  expect(complaints.filter((text) => !text.includes("412"))).toEqual([]);
  await Promise.all([page.context().close(), elsewhere.page.context().close()]);
});

it.each(views)("users, tokens, sessions and preferences: $width, $theme, $language", async (view) => {
  const { page, complaints } = await openPage(browser, system.url, { view, signedIn });
  const dialog = page.getByRole("dialog");
  const live = () => shows(page.getByRole("banner"), /Live|实时/);
  await page.goto("/settings/users");
  await shows(page.locator("main"), wang.email);
  await live();
  await take(page, "settings-users", view);
  await page.locator("main header button").click();
  await dialog
    .locator('input[type="email"]')
    .fill(`${view.width}-${view.theme}-${view.language}@example.com`);
  await take(page, "settings-invite", view);
  await dialog.locator('button[type="submit"]').click();
  await dialog.locator("code").waitFor();
  await take(page, "settings-invite-link", view);
  await page.goto(new URL(await dialog.locator("code").innerText()).pathname);
  await page.locator('input[name="name"]').waitFor();
  await take(page, "invite", view);

  await page.goto("/settings/tokens");
  await live();
  await page.locator("main header button, main section button").first().click();
  await dialog.locator("input").first().fill("deploy pipeline");
  await take(page, "settings-token-new", view);
  await dialog.locator('button[type="submit"]').click();
  await dialog.locator("code").first().waitFor();
  await take(page, "settings-token-created", view);
  await page.goto("/settings/tokens");
  await live();
  await take(page, "settings-tokens", view);

  await page.goto("/settings/sessions");
  await live();
  await take(page, "settings-sessions", view);
  await page.goto("/settings/preferences");
  await page.locator('input[name="new-password"]').waitFor();
  await take(page, "settings-preferences", view);
  expect(complaints).toEqual([]);
  await page.context().close();
});
