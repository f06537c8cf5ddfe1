import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const version = "4.32.5";
const installMs = 300_000;
const run = promisify(execFile);

/** Installs Schemathesis from PyPI into a folder of its own, once; returns its program. Throws without Python 3.10 or the registry. */
export async function installSchemathesis(folder: string): Promise<string> {
  const program = join(folder, "bin", "schemathesis");
  if (await isInstalled(program)) return program;
  await run("python3", ["-m", "venv", folder], { timeout: installMs });
  const wanted = `schemathesis==${version}`;
  await run(join(folder, "bin", "python"), ["-m", "pip", "install", "--quiet", wanted], {
    timeout: installMs,
  });
  return program;
}

async function isInstalled(program: string): Promise<boolean> {
  if (!existsSync(program)) return false;
  const { stdout } = await run(program, ["--version"]);
  return stdout.trim().endsWith(version);
}
