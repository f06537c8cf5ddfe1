// Plain JavaScript without a package: it has to speak where nothing is installed yet, and on a Node that is too old.
import { existsSync } from "node:fs";
import process from "node:process";

/**
 * Runs a TypeScript file of this folder, or says in a sentence why it cannot.
 * @param {string} file
 */
export async function launch(file) {
  if (!existsSync(new URL("../node_modules/tsx/package.json", import.meta.url))) {
    process.stderr.write("\n  Meridian is not installed yet.\n\n  Run: npm ci\n\n");
    process.exit(1);
  }
  const { register } = await import("tsx/esm/api");
  register();
  await import(new URL(`./${file}`, import.meta.url).href);
}
