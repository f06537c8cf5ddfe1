import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { importCheckpoint } from "./import/import-checkpoint.ts";
import { createTagger, type Tagger } from "./tagger.ts";

const TINY = fileURLToPath(new URL("../fixtures/tiny", import.meta.url));
const MB = 1024 * 1024;

async function tagMany(tagger: Tagger, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 500) {
    await tagger.tag(Array.from({ length: 500 }, (_, i) => `西路${at + i}号${"甲".repeat(i % 5)}`));
  }
}

it("keeps its memory over 100,000 addresses", { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "meridian-model-"));
  await importCheckpoint({ from: TINY, to: folder, name: "tiny", source: "fixture", now: new Date(0) });
  const tagger = await createTagger(folder, { batchTokens: 4096 });
  try {
    await tagMany(tagger, 0, 20_000);
    const before = process.memoryUsage().rss;
    await tagMany(tagger, 20_000, 120_000);
    // 500 bytes an address that stayed would be 50 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * MB);
  } finally {
    await tagger.dispose();
    await rm(folder, { recursive: true });
  }
});
