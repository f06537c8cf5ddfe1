import type { Command, OptionText } from "./command.ts";

export const commonOptions: Record<string, OptionText> = {
  json: { text: "answer in JSON, for programs" },
  url: { value: "url", text: "where the console is (MERIDIAN_URL, default http://localhost:3000)" },
  token: {
    value: "token",
    text: "an API token (MERIDIAN_TOKEN, or a file of mode 0600 by MERIDIAN_TOKEN_FILE)",
  },
  help: { text: "how it is used" },
};

const exitText =
  "Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 the console cannot be reached.";

export function helpOfAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return [
    "Usage: meridian <command> [options]",
    "",
    ...lines,
    "",
    ...optionLines(commonOptions),
    "",
    "meridian <command> --help tells more of a command.",
    exitText,
  ].join("\n");
}

export function helpOf({ name, usage, summary, options = {}, examples }: Command): string {
  return [
    `Usage: meridian ${name} ${usage}`.trimEnd(),
    "",
    `${summary}.`,
    "",
    ...optionLines({ ...options, ...commonOptions }),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
    exitText,
  ].join("\n");
}

function optionLines(options: Record<string, OptionText>): string[] {
  const entries = Object.entries(options).map(([name, { value, text }]) => ({
    flag: value === undefined ? `--${name}` : `--${name} <${value}>`,
    text,
  }));
  const width = Math.max(...entries.map(({ flag }) => flag.length)) + 2;
  return entries.map(({ flag, text }) => `  ${flag.padEnd(width)}${text}`);
}
