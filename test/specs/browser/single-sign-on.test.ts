import { type OidcProvider, startOidcProvider } from "@meridian/contracts/oidc/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { it } from "../../harness/browser-test.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { freePort } from "../../harness/free-port.ts";
import { signInOnce } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";

let provider: OidcProvider;
let system: TestSystem;
/** The console's address; pages are opened by another name of the loopback, as people may. */
let baseUrl = "";
let client: ConsoleClient;
beforeAll(async () => {
  const port = await freePort();
  baseUrl = `http://localhost:${port}`;
  provider = await startOidcProvider(`${baseUrl}/api/auth/oidc/callback`);
  const { issuer, clientId, clientSecret } = provider;
  const consoleEnv = {
    MERIDIAN_OIDC_ISSUER: issuer,
    MERIDIAN_OIDC_CLIENT_ID: clientId,
    MERIDIAN_OIDC_CLIENT_SECRET: clientSecret,
    MERIDIAN_OIDC_ROLES: "eu-leads=admin@eu-central,sre=operator",
    MERIDIAN_OIDC_LABEL: "Acme",
  };
  system = await startSystem({ port, consoleEnv });
  client = await system.signIn();
  for (const name of ["eu-central", "us-west"]) {
    await client.mutate("region.create", { name, label: name, latitude: 50, longitude: 8 });
  }
  const person = (name: string, ...groups: string[]) => {
    provider.people.set(name, { name, email: `${name}@example.com`, email_verified: true, groups });
  };
  person("li-lei", "eu-leads");
  person("stranger", "sales");
});
afterAll(async () => {
  await system?.dispose();
  await provider?.stop();
});

/** What the provider's own pages complain of is not ours. */
const provokes = /Failed to load resource/;

async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in with Acme" }).click();
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
}

it("signs in by the button, goes on to the page asked for, and changes the region of the role alone", async ({
  pages,
}) => {
  const page = await pages.open(`${system.url}/settings/regions`, { provokes });
  await page.waitForURL(/\/sign-in/);
  await signInThere(page, "li-lei");
  await page.waitForURL(`${baseUrl}/settings/regions`);

  const menuOf = (region: string) => page.getByRole("button", { name: `Actions for ${region}` });
  await menuOf("us-west").click();
  await shows(page.getByRole("menuitem", { name: /Edit/ }), "Your role covers eu-central alone.");
  await page.keyboard.press("Escape");
  await menuOf("eu-central").click();
  await page.getByRole("menuitem", { name: "Edit", exact: true }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a region" }).focus();
  await shows(page.getByRole("tooltip"), "Your role covers eu-central alone.");

  await page.goto(`${baseUrl}/settings/preferences`);
  await shows(page.locator("main"), "identity provider");
});

it("tells on the sign-in page why somebody is not let in", async ({ pages }) => {
  const page = await pages.open(`${system.url}/sign-in`, { provokes });
  await signInThere(page, "stranger");
  await page.waitForURL(/problem=no-role/);
  await shows(page.getByRole("alert"), "None of your groups at Acme may use this console.");
});

it("shows an administrator how people sign in, and limits a role to regions", async ({ browser, pages }) => {
  const signedIn = await signInOnce(browser, system.url, system.administrator);
  for (const view of views) {
    await take(await pages.open(`${system.url}/sign-in?problem=issuer-away`, { view }), "sign-in-oidc", view);
    const page = await pages.open(`${system.url}/settings/users`, { view, signedIn });
    await shows(page.locator("main"), "li-lei@example.com");
    await take(page, "users-regions", view);
    await page.getByRole("button", { name: /li-lei/ }).click();
    await page.getByRole("menuitem", { name: /^(Role and regions|角色与区域)$/ }).click();
    await take(page, "role-regions", view);
  }
});

it("sets a role's regions by the dialog", async ({ browser, pages }) => {
  const signedIn = await signInOnce(browser, system.url, system.administrator);
  const page = await pages.open(`${system.url}/settings/users`, { signedIn });
  await page.getByRole("button", { name: "Actions for li-lei" }).click();
  await page.getByRole("menuitem", { name: "Role and regions" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("us-west").check();
  await dialog.getByLabel("Reason").fill("covers for a colleague");
  await dialog.getByRole("button", { name: "Change role" }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(page.locator("main"), /eu-central and us-west|eu-central, us-west/);
});
