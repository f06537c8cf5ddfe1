import { CliError } from "./cli-error.ts";

/** The one of that name. Throws CliError with the names there are. */
export function findNamed<T extends { name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((item) => item.name === name);
  if (found) return found;
  const known = all.length > 0 ? `there are ${all.map((item) => item.name).join(", ")}` : "there is none yet";
  throw new CliError("refused", `There is no ${what} ${name}: ${known}.`);
}
