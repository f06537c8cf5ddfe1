import type { Page, Route } from "playwright-core";
import { expect } from "vitest";
import { it } from "../../harness/browser-test.ts";
import { desktop, visit } from "../../harness/page.ts";
import { shows, take, views } from "../../harness/screens.ts";

/** Every page, and what it must not go on to claim. */
const paths = [
  "/overview",
  "/fleet",
  "/traffic",
  "/rollouts",
  "/tester",
  "/audit",
  "/api-reference",
  "/settings/agents",
] as const;
const silent = /No live data for \d+ s\./;

/** How long the sentence may need: 3 s without data, and what a busy machine adds. */
const soonMs = 10_000;

const rowOf = (page: Page, name: string) =>
  page.locator("tbody", { has: page.getByRole("link", { name, exact: true }) });

it("a console that hangs: every page says since when, and of what it speaks", async ({ open, system }) => {
  const provokes = /Failed to load resource|ERR_/;
  const pages = await Promise.all(paths.map((path) => open(path, { provokes })));
  const pageOf = (path: (typeof paths)[number]) => pages[paths.indexOf(path)] as Page;
  const [overview, fleet, traffic] = [pageOf("/overview"), pageOf("/fleet"), pageOf("/traffic")];
  for (const page of pages) await shows(page.locator("header").first(), /^\s*\S+\s+Live\b/);
  await shows(overview.locator("main"), /\d\/s/);
  await shows(rowOf(fleet, "cn-east-gateway"), "now");
  await fleet.getByRole("link", { name: "cn-east-node-1", exact: true }).click();
  const { pid } = system.local.console;
  if (pid === null) throw new Error("the console does not run");
  process.kill(pid, "SIGSTOP");
  try {
    for (const page of pages) await shows(page.locator("main"), silent, soonMs);
    for (const page of pages) {
      expect(await page.title()).toMatch(/^No live data · .* · Meridian$/);
      await shows(page.locator("header").first(), /No live data\s+\d+ s/);
    }
    await shows(
      overview.locator("main"),
      /No live data for \d+ s\. Last known: (All good|\d+ problems? need)/,
    );
    expect(await overview.locator("main").innerText()).not.toMatch(/\nNo problems\.\n/);
    await shows(traffic.locator("main"), /Last known: 3 origins\./);
    await shows(fleet.locator("main"), /Last known: .*gateways ready/);
    await shows(fleet.getByRole("dialog"), silent);
    await fleet.keyboard.press("Escape");
    await fleet.getByRole("dialog").waitFor({ state: "detached" });
    for (const name of ["cn-east-gateway", "cn-east-node-1"]) {
      const row = await rowOf(fleet, name).innerText();
      expect(row, name).not.toMatch(/\bnow\b/);
      expect(row, name).toMatch(/\d+ s\s*$/m);
    }
    const figure = overview.locator("dd [data-of-now]").first();
    expect(await figure.getAttribute("title")).toMatch(/^Last known at 2\d{3}-/);
    const mark = rowOf(fleet, "cn-east-gateway").locator("svg[data-of-now]").first();
    expect(await mark.evaluate((shown) => getComputedStyle(shown).opacity)).toBe("0.55");
    await take(overview, "overview-silent", desktop, { isForAxe: true });
    await take(traffic, "traffic-silent", desktop);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  for (const page of pages) {
    await expect.poll(() => page.locator("main").innerText(), { timeout: 30_000 }).not.toMatch(silent);
    expect(await page.title()).not.toContain("No live data");
  }
  await shows(rowOf(fleet, "cn-east-gateway"), "now");
  await shows(fleet.locator("main"), "4 of 4 nodes and 3 of 3 gateways ready.");
});

/** Stories take time: in npm test one view has to do. */
const otherViews = views.slice(1);
const isSocket = (transport: string) => (url: URL) =>
  url.pathname === "/socket.io/" && url.searchParams.get("transport") === transport;

it.for(otherViews)(
  "without live data it says what is missing, and without WebSockets gets it by polling: $width, $theme, $language",
  async (view, { open }) => {
    const provokes = /Failed to load resource|ERR_|WebSocket/;
    const page = await open("/sign-in", { view, provokes });
    const refuse = (route: Route) => route.abort();
    const polling = isSocket("polling");
    await page.route(polling, refuse);
    await page.routeWebSocket(isSocket("websocket"), (socket) => socket.close());
    await visit(page, "/overview");
    await shows(page.locator("main"), /neither WebSockets nor long-polling|WebSocket 与长轮询均/, soonMs);
    await shows(page.locator("main"), /Unknown|未知/);
    await take(page, "overview-no-feed", view);

    await page.unroute(polling, refuse);
    const isLive = page.getByRole("status").filter({ hasText: /Live, by polling|实时（轮询）/ });
    await isLive.waitFor({ state: "attached" });
    await shows(page.locator("main"), /\d\/s/);
    await isLive.locator("..").focus();
    await shows(page.getByRole("tooltip"), /WebSocket/);
    await take(page, "overview-polling", view);
  },
);
