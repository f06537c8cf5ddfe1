import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { modelsDir } from "../../../scripts/lib/paths.ts";
import { writeBrokenVersion } from "../../harness/broken-version.ts";
import { shareSystem } from "../../harness/share-system.ts";
import { corruptedModel } from "./versions/corrupted-model.ts";
import { rolloutRegions, rollouts } from "./versions/rollout.ts";

const models = mkdtempSync(join(tmpdir(), "meridian-models-"));
for (const name of ["compact", "compact-b"]) {
  cpSync(join(modelsDir, name), join(models, name), { recursive: true });
}
writeBrokenVersion(join(modelsDir, "compact-b"), join(models, "broken"), "broken");
afterAll(() => rmSync(models, { recursive: true, force: true }));

const system = shareSystem({
  regions: rolloutRegions.map((name) => ({ name, nodes: 1 })),
  consoleEnv: { MERIDIAN_MODELS_DIR: models },
  agentEnv: { MERIDIAN_MODEL_STORE: "" },
});

describe("a model that arrives corrupted", () => corruptedModel(system, models));
describe("a rollout", () => rollouts(system, models));
