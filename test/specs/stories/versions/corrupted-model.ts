import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFileName, parseManifest } from "@meridian/model";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { modelsDir } from "../../../../scripts/lib/paths.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

const manifest = parseManifest(JSON.parse(readFileSync(join(modelsDir, "compact/manifest.json"), "utf8")));

/** `models`: what the console serves. */
export function corruptedModel(system: TestSystem, models: string): void {
  beforeAll(() => system.reset());

  it.each([...manifest.precisions.slice(0, 1).map(onnxFileName), "vocab.txt"])(
    "a node whose %s arrives corrupted says so, stays up and is not ready, and heals",
    async (file) => {
      const path = join(models, "compact", file);
      expect(existsSync(path)).toBe(true);
      const whole = readFileSync(path);
      const spoilt = Buffer.from(whole);
      spoilt.writeUInt8(spoilt.readUInt8(1000) ^ 1, 1000);
      onTestFinished(() => writeFileSync(path, whole));
      writeFileSync(path, spoilt);

      const name = `node-${file.replaceAll(/[^a-z0-9]/g, "-")}`;
      const node = await system.addAgent({ name, region: "eu-central", role: "inference" });
      const console = await system.signIn();
      const view = async () => {
        const agents = (await console.fleet()).regions.flatMap((region) => region.agents);
        return agents.find((agent) => agent.name === name);
      };
      const failedSlot = async () => (await view())?.slots.find((slot) => slot.status === "failed");
      const slot = await eventually(failedSlot, "the slot is reported as failed");
      expect(slot.reason).toContain(file);
      expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${node.url}/readyz`)).status).toBe(503);

      writeFileSync(path, whole);
      await node.ready();
      await eventually(async () => (await view())?.isReady, "the console sees it ready");
    },
  );
}
