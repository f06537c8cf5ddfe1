import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { contextOf, desktop, hydrated, type SignedIn, type View } from "./page.ts";

export type PageOptions = {
  view?: View;
  /** Whose page it is; default: a stranger's. */
  signedIn?: SignedIn;
  /** What the test makes the page's console complain of. */
  provokes?: RegExp;
};

/** The pages of one test, each in a browser context of its own. */
export class Pages {
  private readonly complaints: string[] = [];
  private readonly opened: Page[] = [];

  constructor(private readonly browser: Browser) {}

  async open(url: string, { view = desktop, signedIn, provokes }: PageOptions = {}): Promise<Page> {
    const { origin } = new URL(url);
    const context = await this.browser.newContext({ ...contextOf(origin, view), storageState: signedIn });
    await context.tracing.start({ snapshots: true });
    const page = await context.newPage();
    this.opened.push(page);
    const complain = (text: string) => {
      if (!provokes?.test(text)) this.complaints.push(`${page.url()}: ${text}`);
    };
    page.on("pageerror", (error) => complain(error.message));
    page.on("console", (message) => message.type() === "error" && complain(message.text()));
    await page.goto(url);
    await hydrated(page);
    return page;
  }

  /** Everything that the pages' scripts complained of since it was asked last, and that no test provoked. */
  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }

  /** Saves what each page shows, and a trace of how it came there. */
  async keepEvidence(folder: string): Promise<void> {
    for (const [index, page] of this.opened.entries()) {
      if (page.isClosed()) continue;
      const path = join(folder, `page-${index + 1}`);
      await page.screenshot({ path: `${path}.png` });
      await page.context().tracing.stop({ path: `${path}.zip` });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((page) => page.context().close()));
  }
}
