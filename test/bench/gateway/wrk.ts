import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { takeTexts } from "../lib/texts.ts";

export type WrkFigures = { p50Ms: number; p99Ms: number; perSecond: number };

const toMs: Record<string, number> = { us: 1e-3, ms: 1, s: 1e3 };

/** Asks `POST /v1/parse` from 16 connections, each again once it is answered. Throws when an answer is not 200. */
export async function wrk(url: string, seconds: number): Promise<WrkFigures> {
  const dir = mkdtempSync(join(tmpdir(), "meridian-wrk-"));
  try {
    const script = join(dir, "post.lua");
    const body = JSON.stringify({ addresses: takeTexts(1) });
    writeFileSync(
      script,
      `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [==[${body}]==]\n`,
    );
    const args = ["-t1", "-c16", `-d${seconds}s`, "--latency", "-s", script, `${url}/v1/parse`];
    return readFigures((await promisify(execFile)("wrk", args)).stdout);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function readFigures(text: string): WrkFigures {
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`not every request was answered 200:\n${text}`);
  const percentile = (name: string) => {
    const [, value, unit = ""] = new RegExp(`${name}%\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
    return Number(value) * (toMs[unit] ?? Number.NaN);
  };
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  return { p50Ms: percentile("50"), p99Ms: percentile("99"), perSecond };
}
