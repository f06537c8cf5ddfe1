import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InferenceSnapshot } from "@meridian/contracts/wire";
import type { DataPlane } from "../data-plane.ts";
import type { AgentConfig } from "../env.ts";
import { createInferencePlane } from "../inference/inference-plane.ts";
import { testBearer, testConfig, testPlaneOptions } from "./inference-fixture.ts";

export type ServingNode = {
  plane: DataPlane;
  url: string;
  dataDir: string;
  post: (body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>) => Promise<Response>;
  parse: (addresses: unknown[], headers?: Record<string, string>) => Promise<Response>;
  stop: () => Promise<void>;
};

export type NodeOverrides = Partial<AgentConfig> & { credential?: string; enginePath?: string };

/** A real inference plane on a free port, obeying `snapshot` if one is given. */
export async function startNode(
  snapshot: InferenceSnapshot | null,
  { credential, enginePath, ...overrides }: NodeOverrides = {},
): Promise<ServingNode> {
  const dataDir = await mkdtemp(join(tmpdir(), "meridian-node-"));
  const options = testPlaneOptions(testConfig(dataDir, overrides));
  const plane = createInferencePlane({
    ...options,
    ...(credential ? { credential: () => credential } : {}),
    ...(enginePath ? { enginePath } : {}),
  });
  const { port } = await plane.start();
  if (snapshot) await plane.apply(snapshot);
  const url = `http://127.0.0.1:${port}`;
  const post: ServingNode["post"] = (body, headers = {}) =>
    fetch(`${url}/v1/parse`, {
      method: "POST",
      headers: { authorization: `Bearer ${testBearer}`, "content-type": "application/json", ...headers },
      body,
    });
  return {
    plane,
    url,
    dataDir,
    post,
    parse: (addresses, headers) => post(JSON.stringify({ addresses }), headers),
    async stop() {
      await plane.stop(5000);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
