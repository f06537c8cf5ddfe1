import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.ts";
import { measure, median } from "../lib/arms.ts";
import { check, type Found, say, type Check } from "../lib/report.ts";
import { mgeoCheckpoint } from "../model/random-version.ts";
import { peerDir, prepareTransformersJs } from "../model/transformersjs.ts";
import { type Bench, connections } from "./bench-node.ts";
import { PeerServer } from "./peer-server.ts";

const referenceServer = join(root, "test/bench/reference/server.py");
const litServeServer = join(root, "test/bench/peers/litserve/server.py");
/** The reference takes one address at a time: more connections would only wait longer. */
const referenceConnections = 2;

/** Against the reference way of serving the same weights. */
export async function overReference(
  bench: Bench,
  threads: number,
  python: string | undefined,
): Promise<Found> {
  const name = `node.over_reference_server_${bench.name}`;
  const reason = whyNot(python, "fastapi, uvicorn, torch, transformers, safetensors");
  if (python === undefined || reason) return { checks: [], absent: [{ name, reason: String(reason) }] };
  const peer = await PeerServer.start(python, [referenceServer, mgeoCheckpoint, String(threads)]);
  try {
    const rates = await measure({
      ours: () => answers(bench, connections, bench),
      reference: () => answers({ node: peer, load: bench.load }, referenceConnections, bench),
    });
    say(`${bench.name}: ours ${rates.ours.toFixed(1)}/s, the reference ${rates.reference.toFixed(2)}/s`);
    return { checks: [check(name, rates.ours / rates.reference, ">= 20")], absent: [] };
  } finally {
    await peer.stop();
  }
}

async function answers(
  { node, load }: { node: Pick<PeerServer, "target">; load: Bench["load"] },
  count: number,
  { seconds }: Bench,
): Promise<number> {
  return (await load.closed(node.target, count, { seconds })).answered;
}

/** Against servers that others build of the same graph: addresses/s and the tail, 64 connections each. */
export async function overPeers(bench: Bench, threads: number, python: string | undefined): Promise<Found> {
  const { version } = bench.model;
  const graph = version.onnxPath(bench.precision);
  const models = prepareTransformersJs(version, graph);
  const fastify = [join(peerDir, "serve.js"), models, version.name, String(threads)];
  const found = await overPeer(bench, "transformersjs", () => PeerServer.start(process.execPath, fastify));
  const reason = whyNot(python, "litserve, onnxruntime, tokenizers");
  if (python === undefined || reason) {
    const absent = ["node.over_litserve", "node.p99_over_litserve"].map((name) => ({
      name,
      reason: String(reason),
    }));
    return { checks: found, absent };
  }
  const litServe = [litServeServer, bench.folder, graph, String(threads)];
  const more = await overPeer(bench, "litserve", () => PeerServer.start(python, litServe));
  return { checks: [...found, ...more], absent: [] };
}

async function overPeer(bench: Bench, name: string, start: () => Promise<PeerServer>): Promise<Check[]> {
  const peer = await start();
  const tails = { ours: [] as number[], peer: [] as number[] };
  const arm = (who: keyof typeof tails, target: Bench["node"]["target"]) => async () => {
    const { answered, failed, p99Ms } = await bench.load.closed(target, connections, {
      seconds: bench.seconds,
    });
    if (failed > 0) throw new Error(`${who}: ${failed} requests failed`);
    tails[who].push(p99Ms);
    return answered;
  };
  try {
    const rates = await measure({ ours: arm("ours", bench.node.target), peer: arm("peer", peer.target) });
    const [ours, theirs] = [median(tails.ours), median(tails.peer)];
    say(
      `${bench.name}: ours ${rates.ours.toFixed(1)}/s, p99 ${ours.toFixed(0)} ms; ` +
        `${name} ${rates.peer.toFixed(1)}/s, p99 ${theirs.toFixed(0)} ms`,
    );
    return [
      check(`node.over_${name}`, rates.ours / rates.peer, "> 1"),
      check(`node.p99_over_${name}`, ours / theirs, "<= 1"),
    ];
  } finally {
    await peer.stop();
  }
}

/** Null when that Python has these packages. */
function whyNot(python: string | undefined, packages: string): string | null {
  if (python === undefined) return `name a Python that has ${packages} with --python`;
  const { status } = spawnSync(python, ["-c", `import ${packages}`], { stdio: "ignore" });
  return status === 0 ? null : `${python} lacks one of ${packages}`;
}
