import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { encode } from "@msgpack/msgpack";
import { fetchText } from "@meridian/contracts/wait";
import { agentEvents, agentNamespace } from "@meridian/contracts/wire";
import { io } from "socket.io-client";
import { root } from "../../../scripts/lib/paths.ts";
import type { ConsoleClient } from "../../harness/console-client.ts";
import { createToken } from "../../harness/rest-client.ts";
import { eventually, type TestSystem } from "../../harness/start-system.ts";
import type { SimIdentity } from "../../sim/agents/sim-agent.ts";
import { killServer } from "../lib/forked-server.ts";
import { quantile } from "../lib/quantile.ts";
import { type Check, check, type Row } from "../lib/report.ts";

const viewerClients = 16;
const askEveryMs = 50;
const answerMs = 30_000;
const sampleEveryMs = 50;
const framesAtOnce = 200;

type Found = { check: Check; row: Row };

/** One viewer asks for all it can; how long another person's simple request takes at most meanwhile. */
export async function viewerStall(system: TestSystem, seconds: number): Promise<Found> {
  const console = await system.signIn();
  const { token } = await createToken(console, "viewer");
  const before = await simpleRequests(console, seconds);
  const entry = fileURLToPath(new URL("./viewer-clients.ts", import.meta.url));
  const child = fork(entry, [system.url, token, String(viewerClients)], {
    ...{ cwd: root, execArgv: ["--import", "tsx"], stdio: "inherit" },
  });
  try {
    await once(child, "message");
    const during = await simpleRequests(console, seconds);
    const figures = (times: number[]) =>
      `${Math.round(quantile(times, 0.5))} / ${Math.round(Math.max(...times))}`;
    return {
      check: check("hostile.viewer_stall_ms", Math.max(...during), "<= 500"),
      row: {
        scene: "a viewer asks",
        "before p50 / max ms": figures(before),
        "during p50 / max ms": figures(during),
      },
    };
  } finally {
    await killServer(child);
  }
}

async function simpleRequests({ url, cookie }: ConsoleClient, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const untilMs = performance.now() + seconds * 1000;
  while (performance.now() < untilMs) {
    const fromMs = performance.now();
    const answer = fetchText(`${url}/api/v1/safety`, { headers: { cookie } }, { ms: answerMs });
    asked.push(
      answer.then(({ ok, status }) => {
        if (!ok) throw new Error(`a simple request was answered ${status}`);
        times.push(performance.now() - fromMs);
      }),
    );
    await sleep(askEveryMs);
  }
  await Promise.all(asked);
  return times;
}

/** One agent sends frames as fast as it can; by how much the figures of the others age beyond what they do anyway. */
export async function agentFlood(system: TestSystem, identity: SimIdentity, seconds: number): Promise<Found> {
  const console = await system.signIn();
  const feed = console.followFleet();
  const others = () =>
    [...feed.agents.values()].filter(({ id, presence }) => id !== identity.agentId && presence !== "never");
  const oldest = async () => {
    let ageMs = 0;
    for (
      const untilMs = performance.now() + seconds * 1000;
      performance.now() < untilMs;
      await sleep(sampleEveryMs)
    )
      ageMs = Math.max(ageMs, ...others().map((one) => one.ageMs ?? 0));
    return ageMs;
  };
  try {
    await eventually(
      () => others().length > 0 && others().every(({ presence }) => presence === "live"),
      "all are live",
      30_000,
    );
    const before = await oldest();
    const flood = floodOf(system.url, identity);
    const during = await oldest();
    const { sent, links } = flood.stop();
    return {
      check: check("hostile.agent_flood_ms", Math.max(0, during - before), "<= 500"),
      row: {
        scene: "an agent floods",
        framesSent: sent,
        links,
        oldestBeforeMs: before,
        oldestDuringMs: during,
      },
    };
  } finally {
    feed.close();
  }
}

/** Frames by the hundred, over a new link whenever the last was closed. */
function floodOf(url: string, { agentId, credential }: SimIdentity) {
  let [sent, links, isStopped] = [0, 0, false];
  const options = {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    auth: { agentId, credential },
  };
  const socket = io(`${url}${agentNamespace}`, options);
  const again = () => void (isStopped || setTimeout(() => socket.connect(), 50));
  socket.on("connect", () => {
    links++;
    const frames = () => {
      if (isStopped || !socket.connected) return;
      for (let index = 0; index < framesAtOnce; index++) socket.emit(agentEvents.telemetry, frame(sent++));
      setImmediate(frames);
    };
    frames();
  });
  socket.on("disconnect", again);
  socket.on("connect_error", again);
  const stop = () => {
    isStopped = true;
    socket.disconnect();
    return { sent, links };
  };
  return { stop };
}

function frame(seq: number): Uint8Array {
  const counters = { requests: seq, ok: seq };
  const total = { stage: "total", version: `made-up-${seq}`, sparse: [100, 5], sumMs: 50 };
  return encode({ bootId: "flood", seq, uptimeMs: seq * 10, counters, gauges: {}, histograms: [total] });
}
