import type { Command } from "commander";
import type { ConsoleApi } from "./console-api.ts";
import type { Output } from "./output.ts";

export type Session = { api: ConsoleApi; out: Output };

/** What a command does with its arguments and options; answers the exit code. */
export type Action<Args extends unknown[]> = (session: Session, ...args: Args) => Promise<number>;

/** Makes commander's action of ours: it opens the session by the global options and keeps the exit code. */
export type OnSession = <Args extends unknown[]>(
  action: Action<Args>,
) => (...given: [...Args, Command]) => Promise<void>;

export function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
}
