import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../../harness/browser-test.ts";
import { desktop, hydrated, signInOnce, stranger, visit } from "../../../harness/page.ts";
import { addPerson } from "../../../harness/people.ts";
import { shows, take, views } from "../../../harness/screens.ts";
import { totpNow } from "../../../harness/totp.ts";

const wang = { name: "Wang Fang", email: "wang@example.com", password: "plums in the well at noon" };
const li = { name: "Li Na", email: "li@example.com", password: "lilies under the old bridge" };
const zhao = { name: "Zhao Min", email: "zhao@example.com", password: "seven cranes over the weir" };
const ended = "Live data ended: your session expired or your role changed.";

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

export function roles(): void {
  it("a person is invited, looks on, is made an operator, and is deactivated", async ({ open }) => {
    const admin = await open("/settings/users");
    const link = await invite(admin, wang.email, "Viewer");
    expect(link).toMatch(/^\/invite\/miv_/);
    await shows(admin.getByRole("table", { name: "Open invitations" }), wang.email);

    const page = await open(link, { signedIn: stranger, provokes: /40[13]/ });
    await shows(page.locator("main"), `${wang.email} is invited as Viewer.`);
    await page.getByLabel("Your name").fill(wang.name);
    await page.getByLabel("New password").fill("too short");
    await shows(page.locator("form"), "3 more characters needed.");
    await take(page, "invite-typed", desktop);
    await page.getByLabel("New password").fill(wang.password);
    await page.getByRole("button", { name: "Accept and sign in" }).click();
    await page.waitForURL(/\/overview/);

    await visit(page, "/traffic");
    // The load, once measured, pushes the rows down: what was hovered before slips away from the pointer.
    await page.getByLabel("Load, as measured").first().waitFor();
    const state = stateOf(page, "cn-east");
    await state.hover();
    await shows(page.getByRole("tooltip"), "Your role is Viewer.");
    expect(await state.getAttribute("aria-disabled")).toBe("true");
    await take(page, "roles-viewer-traffic", desktop);
    await visit(page, "/settings/users");
    await shows(page.locator("main"), "Users are managed by administrators. Your role is Viewer.");
    await visit(page, "/traffic");
    await shows(page.getByRole("banner"), "Live");

    await admin.getByRole("combobox", { name: `Role of ${wang.name}` }).click();
    await admin.getByRole("option", { name: "Operator" }).click();
    await confirm(admin, "Takes over the night shift", "Change role");
    await shows(page.locator("main"), ended);
    await take(page, "roles-changed", desktop);
    await page.getByRole("button", { name: "Reload" }).click();
    await shows(page.getByRole("banner"), "Live");
    expect(await state.getAttribute("aria-disabled")).toBeNull();
    await state.click();
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");

    await admin.getByRole("button", { name: `Actions for ${wang.name}` }).click();
    await admin.getByRole("menuitem", { name: "Deactivate" }).click();
    await confirm(admin, "Left the team", "Deactivate");
    await shows(page.locator("main"), ended);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.waitForURL(/\/sign-in/);
    await hydrated(page);
    await page.getByLabel("E-mail").fill(wang.email);
    await page.getByLabel("Password").fill(wang.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await shows(page.locator("form"), "This account may not sign in.");
    await visit(page, link);
    await shows(page.locator("main"), "This invitation was already accepted");
    await take(page, "invite-used", desktop);
  });

  it("the last administrator cannot leave, and the screen says why", async ({ open }) => {
    const page = await open("/settings/users");
    await page.getByRole("button", { name: "Actions for Administrator" }).click();
    await shows(page.getByRole("menuitem", { name: "Deactivate" }), "This is the last active administrator.");
  });

  it("a token made on the screen works until it is revoked there", async ({ open, system }) => {
    const page = await open("/settings/tokens");
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
    await dialog.getByLabel("Reason").fill("it was seen in a log");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await shows(page.getByRole("table", { name: "API tokens" }), "Revoked");
    expect(await ask()).toBe(401);
  });

  it("a person ends another session and changes the password", async ({ open, client, browser, system }) => {
    await addPerson(client, "viewer", li);
    const signIn = () => signInOnce(browser, system.url, li);
    const elsewhere = await open("/overview", { signedIn: await signIn(), provokes: /401/ });
    const page = await open("/settings/sessions", { signedIn: await signIn(), provokes: /422/ });
    await page.getByRole("button", { name: "End all others" }).click();
    await shows(page.locator("main"), "this one");
    await shows(elsewhere.locator("main"), ended);

    await visit(page, "/settings/preferences");
    await page.getByLabel("Current password").fill("not the password");
    await page.getByLabel("New password").fill(wang.password);
    await page.getByRole("button", { name: "Change password" }).click();
    await shows(page.locator("form"), "The current password is not right.");
    await page.getByLabel("Current password").fill(li.password);
    await page.getByRole("button", { name: "Change password" }).click();
    await shows(page.locator("body"), "Your password is changed.");
  });

  it("a person turns two-step sign-in on, signs in by a code, and loses the phone", async ({
    open,
    client,
  }) => {
    await addPerson(client, "viewer", zhao);
    const page = await open("/sign-in", { signedIn: stranger, provokes: /401/ });
    const enter = async () => {
      await hydrated(page);
      await page.getByLabel("E-mail").fill(zhao.email);
      await page.getByLabel("Password").fill(zhao.password);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await enter();
    await page.waitForURL(/\/overview/);
    await visit(page, "/settings/preferences");
    await page.getByRole("button", { name: "Turn on" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password").fill(zhao.password);
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByRole("img", { name: "QR code" }).waitFor();
    await take(page, "settings-two-step", desktop);
    const secret = await dialog.getByLabel("Secret", { exact: true }).innerText();
    const [backupCode = ""] = (await dialog.getByLabel("Backup codes", { exact: true }).innerText()).split(
      "\n",
    );
    await dialog.getByLabel("Code of the app").fill(totpNow(secret));
    await dialog.getByRole("button", { name: "Turn on" }).click();
    await shows(page.locator("main"), "Signing in takes the password and a code of your authenticator app.");

    await page.context().clearCookies();
    await visit(page, "/sign-in");
    await enter();
    await shows(page.locator("form"), "Enter the code that your authenticator app shows.");
    await take(page, "sign-in-code", desktop);
    await page.getByLabel("Code").fill("000000");
    await page.getByRole("button", { name: "Sign in" }).click();
    await shows(page.locator("form"), "This code is not right.");
    await page.getByRole("button", { name: "Use a backup code" }).click();
    await page.getByLabel("Backup code").fill(backupCode);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/overview/);

    const admin = await open("/settings/users");
    await admin.getByRole("button", { name: `Actions for ${zhao.name}` }).click();
    await admin.getByRole("menuitem", { name: "Turn off two steps" }).click();
    await confirm(admin, "Lost the phone", "Turn off two steps");
    await page.context().clearCookies();
    await visit(page, "/sign-in");
    await enter();
    await page.waitForURL(/\/overview/);
  });

  it.for(views)(
    "users, tokens, sessions and preferences: $width, $theme, $language",
    async (view, { open, system }) => {
      const page = await open("/settings/users", { view });
      const dialog = page.getByRole("dialog");
      const live = () => shows(page.getByRole("banner"), /Live|实时/);
      await shows(page.locator("main"), system.administrator.email);
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
      await visit(page, new URL(await dialog.locator("code").innerText()).pathname);
      await page.locator('input[name="name"]').waitFor();
      await take(page, "invite", view);

      await visit(page, "/settings/tokens");
      await live();
      await page.locator("main header button, main section button").first().click();
      await dialog.locator("input").first().fill("deploy pipeline");
      await take(page, "settings-token-new", view);
      await dialog.locator('button[type="submit"]').click();
      await dialog.locator("code").first().waitFor();
      await take(page, "settings-token-created", view);
      await visit(page, "/settings/tokens");
      await live();
      await take(page, "settings-tokens", view);

      await visit(page, "/settings/sessions");
      await live();
      await take(page, "settings-sessions", view);
      await visit(page, "/settings/preferences");
      await page.locator('input[name="new-password"]').waitFor();
      await take(page, "settings-preferences", view);
    },
  );
}
