import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Page } from "playwright-core";
import { expect, type TestContext, test } from "vitest";
import { defaultRegions, parseRegions } from "../../scripts/lib/fleet-plan.ts";
import { entryPoints, root } from "../../scripts/lib/paths.ts";
import { launchBrowser } from "./browser.ts";
import { cachedText, Load, pauseMs } from "./load.ts";
import { signInOnce } from "./page.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { artifacts } from "./screens.ts";
import { startSystem, type TestSystem } from "./start-system.ts";

const failures = join(artifacts, "failures");

/**
 * A test with a browser. `browser` and `system` are one for all files; `client` and the pages that `open` opens are its
 * administrator's, `pages` opens one of anybody anywhere. A page that complains in its console fails the test.
 */
export const it = test
  // eslint-disable-next-line no-empty-pattern -- vitest reads from the pattern what a fixture needs
  .extend("browser", { scope: "worker" }, async ({}, { onCleanup }) => {
    rmSync(failures, { recursive: true, force: true });
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  // eslint-disable-next-line no-empty-pattern
  .extend("system", { scope: "worker" }, async ({}, { onCleanup }) => {
    const system = await startFleet();
    onCleanup(() => system.dispose());
    return system;
  })
  .extend("signedIn", { scope: "worker" }, ({ browser, system }) =>
    signInOnce(browser, system.url, system.administrator),
  )
  .extend("client", { scope: "worker" }, ({ system }) => system.signIn())
  .extend("load", async ({ system }, { onCleanup }) => {
    const started: Load[] = [];
    onCleanup(async () => {
      await Promise.all(started.map((load) => load.stop()));
    });
    return (
      gateway: string,
      connections: number,
      textOf = cachedText,
      pause: number = pauseMs.brisk,
    ): Load => {
      const load = new Load(system.agent(gateway).url, connections, textOf, pause);
      started.push(load);
      return load;
    };
  })
  .extend("pages", async ({ browser, task }, { onCleanup }) => {
    const pages = new Pages(browser);
    onCleanup(async () => {
      const complaints = pages.takeComplaints();
      if (task.result?.state === "fail" || complaints.length > 0) await keepEvidence(pages, task);
      await pages.close();
      expect(complaints, "what pages complained of").toEqual([]);
    });
    return pages;
  })
  .extend("open", ({ pages, system, signedIn }) => {
    return (path: string, options: PageOptions = {}): Promise<Page> =>
      pages.open(`${system.url}${path}`, { signedIn, ...options });
  });

/** The fleet of `npm start`, with its traffic. */
async function startFleet(): Promise<TestSystem> {
  const regions = parseRegions(defaultRegions);
  const system = await startSystem({ regions });
  const gateways = regions.map(({ name }) => `${name}=${system.agent(`${name}-gateway`).url}`);
  system.local.startOther(
    "traffic",
    entryPoints.traffic,
    gateways.flatMap((gateway) => ["--gateway", gateway]),
  );
  return system;
}

async function keepEvidence(pages: Pages, { name, file }: TestContext["task"]): Promise<void> {
  const words = `${file.name.replace(/^.*\/|\.test\.ts$/g, "")} ${name}`;
  const folder = join(failures, words.replace(/[^\p{L}\d]+/gu, "-").slice(0, 80));
  await pages.keepEvidence(folder);
  process.stderr.write(
    `Screenshots and traces (npx playwright-core show-trace): ${relative(root, folder)}\n`,
  );
}
