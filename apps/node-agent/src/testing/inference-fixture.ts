import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Precision } from "@meridian/contracts/fleet";
import type { DesiredModel, InferenceSnapshot } from "@meridian/contracts/wire";
import { parseManifest } from "@meridian/model";
import { pino } from "pino";
import { systemClock } from "../clock.ts";
import type { AgentIdentity } from "../data-plane.ts";
import type { AgentConfig } from "../env.ts";
import type { InferencePlaneOptions } from "../inference/inference-plane.ts";

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The bundled models and the built engine, as a started agent finds them. */
export const bundledModelsDir = fromHere("../../../../packages/model/models");
export const enginePath = fromHere("../../dist/engine.js");

export const testAgent: AgentIdentity = {
  id: "ag_000000000001",
  name: "node-1",
  region: { id: "rg_000000000001", name: "cn-east" },
};
export const testBearer = "bearer-of-the-tests-0001";

export function testConfig(dataDir: string, overrides: Partial<AgentConfig> = {}): AgentConfig {
  return {
    role: "inference",
    consoleUrl: "http://127.0.0.1:9",
    enrolmentToken: undefined,
    dataDir,
    listenHost: "127.0.0.1",
    port: 0,
    metricsPort: 0,
    advertisedUrl: undefined,
    trustedProxies: [],
    tls: null,
    hasMeshTls: false,
    allowedOrigins: [],
    connectionsMax: 1000,
    bodyBytesMax: 2 ** 25,
    name: undefined,
    providers: ["cpu"],
    engines: 1,
    engineThreads: 1,
    hasEngineSpinning: false,
    hasSelfBenchmark: false,
    modelStoreDir: bundledModelsDir,
    unusedModelBytesMax: 2 ** 30,
    reconnectMaxMs: 100,
    drainMs: 5000,
    debugToken: undefined,
    logLevel: "silent",
    ...overrides,
  };
}

export function testPlaneOptions(config: AgentConfig): InferencePlaneOptions {
  const logger = pino({ level: "silent" });
  return {
    agent: testAgent,
    config,
    logger,
    clock: systemClock,
    credential: () => "c".repeat(32),
    enginePath,
  };
}

/** A version folder as the console would describe it to a node. */
export async function describeModel(folder: string): Promise<DesiredModel> {
  const manifest = parseManifest(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")));
  const precision = Precision.parse(manifest.precisions[0]);
  return { name: manifest.name, digest: manifest.digest, precision, files: [...manifest.files] };
}

export function testSnapshot(
  models: DesiredModel[],
  changes: Partial<InferenceSnapshot> = {},
): InferenceSnapshot {
  return {
    schemaVersion: 1,
    epoch: 1,
    revision: "1",
    agentId: testAgent.id,
    agentName: testAgent.name,
    region: testAgent.region,
    role: "inference",
    models,
    defaultDigest: models[0]?.digest ?? null,
    limits: { batchTokensMax: 256, queueLengthMax: 2000, cacheBytes: 1_000_000, deadlineMsDefault: 10_000 },
    bearers: [testBearer],
    ...changes,
  };
}
