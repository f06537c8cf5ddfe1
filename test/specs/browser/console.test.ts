import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../harness/browser-test.ts";
import { eventually } from "../../harness/eventually.ts";
import { focusedOf, hydrated, shiftsOf, stranger, visit, watchShifts } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";

const address = "北京市东城区景山前街4号故宫博物院";

const rowOf = (page: Page, name: string) =>
  page.locator("tbody", { has: page.getByRole("link", { name, exact: true }) });

it("refuses a wrong password in words and lets nobody in without one", async ({ open, system }) => {
  const page = await open("/tester", { signedIn: stranger, provokes: /401/ });
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(system.administrator.email);
  await page.getByLabel("Password").fill("not-the-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.locator("form"), "E-mail and password do not match.");
});

it("keeps a password out of the address while the form has no script yet", async ({ browser, system }) => {
  const context = await browser.newContext({ baseURL: system.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(system.administrator.email);
  await page.getByLabel("Password").fill(system.administrator.password);
  const sent = page.waitForRequest((request) => request.isNavigationRequest());
  await page.getByRole("button", { name: "Sign in" }).click();
  expect((await sent).url()).toBe(`${system.url}/sign-in`);
  await context.close();
});

it("shows seven agents live and parses an address through eu-central", async ({ open, system }) => {
  const page = await open("/fleet");
  for (const { plan } of system.local.agents.values()) await shows(rowOf(page, plan.name), "Ready");
  await shows(page.locator("main"), "4 of 4 nodes and 3 of 3 gateways ready.");
  await shows(rowOf(page, "cn-east-gateway"), /\d\/s/);

  await page.getByRole("link", { name: "Tester" }).first().click();
  await page.waitForURL(/\/tester/);
  await page.getByLabel("Region", { exact: true }).click();
  await page.getByRole("option", { name: "eu-central" }).click();
  // Nobody else asks for this one, so that no cache answers.
  await page.getByLabel(/Addresses/).fill("北京市西城区文津街7号国家图书馆");
  await page.getByRole("button", { name: /^Parse/ }).click();
  const results = page.getByRole("region", { name: "Results" });
  await shows(results, "via eu-central-gateway");
  // Its own node, or another region's when that is slow after the tests before.
  await shows(results, /Served by (eu-central|ap-southeast|cn-east)-node-\d/);
  for (const element of ["北京市", "西城区", "文津街", "7号", "国家图书馆"]) await shows(results, element);
  await shows(results, "Run the model");
});

it("turns the row of a killed node stale, then offline, and ready when it is back", async ({
  open,
  system,
}) => {
  const page = await open("/fleet");
  const overview = await open("/overview");
  const node = system.agent("cn-east-node-2");
  const row = rowOf(page, node.name);
  await shows(row, "Ready");
  await shows(overview.locator("main"), /\d\/s/);
  await overview.locator("svg.recharts-surface").first().waitFor();
  await watchShifts(overview);
  await node.kill();
  await shows(row, "Stale");
  await shows(row, "Offline");
  node.start();
  await shows(overview.locator("main"), "cn-east-node-2");
  await shows(row, "Ready", 60_000);
  expect(await shiftsOf(overview), "what moved on Overview").toEqual([]);
});

it("gives the focus back to what opened a panel: a link, a row, a menu, a key, another panel", async ({
  open,
}) => {
  const page = await open("/fleet");
  const dialog = page.getByRole("dialog");
  const close = async () => {
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };
  const isFocused = (name: string | RegExp) =>
    expect.poll(() => focusedOf(page), { timeout: 5000 }).toMatch(name);
  await page.getByRole("link", { name: "cn-east-gateway", exact: true }).click();
  await close();
  await isFocused(/^cn-east-gateway$/);
  await rowOf(page, "cn-east-node-1").getByText("Ready").click();
  await close();
  await isFocused(/^cn-east-node-1$/);
  await page.getByRole("link", { name: "eu-central", exact: true }).click();
  await dialog.getByRole("link", { name: "eu-central-node-1" }).click();
  await page.waitForURL(/agent=/);
  await close();
  await isFocused(/^eu-central$/);
  await page.keyboard.press("Control+k");
  await dialog.waitFor();
  await page.keyboard.type("shortcuts");
  await page.keyboard.press("Enter");
  await shows(dialog, "Close the panel");
  await close();
  await isFocused(/^eu-central$/);

  await visit(page, "/settings/agents");
  await page.getByRole("button", { name: "Actions for eu-central-node-1" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await close();
  await isFocused(/^Actions for eu-central-node-1$/);
  await visit(page, "/settings/tokens");
  await page.getByRole("button", { name: "Create token" }).click();
  await close();
  await isFocused(/^Create token$/);
});

it("runs an example by Ctrl ↵ right after the click, and keeps the text when one leaves and reloads", async ({
  open,
}) => {
  const page = await open("/tester");
  const text = page.getByLabel(/Addresses/);
  await page.getByRole("button", { name: /景山前街/ }).click();
  await page.keyboard.press("Control+Enter");
  const line = page.getByRole("region", { name: "Results" }).locator("p[lang=zh]");
  await shows(line, "北京市东城区景山前街4号故宫博物院");
  const typed = "  上海市 静安区  南京西路789号　HKRI";
  await text.fill(typed);
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => line.first().evaluate((shown) => shown.textContent)).toBe(typed);

  await page.getByRole("link", { name: "Fleet" }).first().click();
  await page.waitForURL(/\/fleet/);
  await page.goBack();
  await expect.poll(() => text.inputValue()).toBe(typed);
  await page.reload();
  await hydrated(page);
  await expect.poll(() => text.inputValue()).toBe(typed);
});

it.for(views)("looks right to a stranger: $width, $theme, $language", async (view, { open }) => {
  const page = await open("/sign-in", { view, signedIn: stranger });
  await take(page, "sign-in", view);
});

it.for(views)("looks right: $width, $theme, $language", async (view, { open, system }) => {
  const page = await open("/overview", { view });
  await shows(page.locator("main"), /\d\/s/);
  await page.locator("svg.recharts-surface").first().waitFor();
  await take(page, "overview", view, { isForAxe: true });
  await visit(page, "/fleet");
  await shows(rowOf(page, "cn-east-gateway"), /\d/);
  await page.locator("svg.recharts-surface").waitFor();
  await take(page, "fleet", view);
  await visit(page, `/fleet?agent=${system.agent("cn-east-node-1").id}`);
  await shows(page.getByRole("dialog"), system.agent("cn-east-node-1").id);
  await shows(page.getByRole("dialog"), /\d\/s/);
  await take(page, "agent", view);
  await shows(page.getByRole("dialog"), /Tokenise|分词/);
  const performance = page.getByRole("heading", { name: /Latency by stage|各阶段延迟/ });
  await performance.evaluate((heading) => heading.scrollIntoView());
  await take(page, "agent-performance", view, { isForAxe: true });
  await visit(page, "/fleet");
  await page.getByRole("link", { name: "cn-east", exact: true }).first().click();
  await shows(page.getByRole("dialog"), "cn-east-node-2");
  await take(page, "region", view);
  await visit(page, "/tester");
  await page.locator("textarea").fill(address);
  await take(page, "tester", view);
  await page.keyboard.press("Control+Enter");
  await shows(page.locator("main"), "故宫博物院");
  await shows(page.locator("main"), "curl");
  await take(page, "tester-answer", view, { isForAxe: true });
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await take(page, "tester-latency", view);
});

it("makes an API key on the screen, asks for keys, and sees it refused once it is revoked", async ({
  open,
  system,
}) => {
  const page = await open("/settings/keys");
  const main = page.locator("main");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog.getByLabel("Client").fill("parcel sorting");
  await dialog.getByRole("button", { name: "Create" }).click();
  await shows(dialog, "it is shown only this once");
  const key = await dialog.locator("code").first().innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await shows(page.getByRole("table", { name: "API keys" }), "parcel sorting");

  const ask = async (authorization?: string) => {
    const answer = await fetch(`${system.agent("cn-east-gateway").url}/v1/parse`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization && { authorization }) },
      body: JSON.stringify({ addresses: ["杭州市余杭区文一西路969号"] }),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const answers = (status: number, authorization?: string) =>
    eventually(async () => (await ask(authorization)) === status, `the gateway answers ${status}`);
  await answers(200);
  await page.getByRole("button", { name: "Ask for API keys" }).click();
  await shows(dialog, /Last 10 minutes: [\d,]+ requests?, [\d,]+ without a valid key/);
  await dialog.getByLabel("Reason").fill("all clients have keys");
  await dialog.getByRole("button", { name: "Ask for API keys" }).click();
  await shows(main, "Gateways ask for API keys.");
  await answers(401);
  await answers(200, `Bearer ${key}`);

  await page.getByRole("button", { name: "Actions for parcel sorting" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await dialog.getByLabel("Reason").fill("the client is gone");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await shows(page.getByRole("table", { name: "API keys" }), "Revoked");
  await answers(401, `Bearer ${key}`);

  await page.getByRole("button", { name: "Stop asking" }).click();
  await dialog.getByLabel("Reason").fill("the test is over");
  await dialog.getByRole("button", { name: "Stop asking" }).click();
  await shows(main, "Gateways answer everybody");
  await answers(200);
});
