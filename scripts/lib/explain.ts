import { LaunchError } from "./launch-error.ts";

/**
 * Says what went wrong: a problem for people without a stack, a bug with one.
 * @param {unknown} error
 * @param {import("./progress.ts").Progress} progress
 */
export function explain(error, { line, red }) {
  if (!(error instanceof Error)) throw error;
  const isForPeople = error instanceof LaunchError || error.name === "DatabaseError";
  line(`\n  ${red(isForPeople ? error.message : (error.stack ?? error.message))}`);
  if (error instanceof LaunchError && error.detail) line(`\n${indent(error.detail)}`);
  if (error instanceof LaunchError && error.hint) line(`\n  ${error.hint}`);
  line("");
}

/** @param {string} text */
export function indent(text) {
  return text.replace(/^/gm, "    ");
}
