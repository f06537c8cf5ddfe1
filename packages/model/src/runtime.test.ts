import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
/** Long enough for the runtime's telemetry to write, where it is on. */
const program = `
  const { createTagger } = await import("./src/tagger.ts");
  const tagger = await createTagger("models/compact", { threads: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await tagger.dispose();
  console.log(process.env.ORT_DISABLE_TELEMETRY);
`;

it("ONNX Runtime's telemetry is off, and nothing is written to the user's folder", () => {
  const home = mkdtempSync(join(tmpdir(), "meridian-home-"));
  try {
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: _cache, ...env } = process.env;
    const output = execFileSync(process.execPath, args, { cwd: folder, env: { ...env, HOME: home } });
    expect(output.toString().trim()).toBe("1");
    expect(readdirSync(home)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
