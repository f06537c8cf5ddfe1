import type { z } from "zod";
import type { ConsoleApi } from "./console-api.ts";
import type { Output } from "./output.ts";

export type Session = { api: ConsoleApi; out: Output };

/** `value` names what an option takes; one without it is a switch. */
export type OptionText = { value?: string; text: string };

export type Command = {
  /** As it is typed, e.g. `traffic set`. */
  name: string;
  /** What follows the name. */
  usage: string;
  summary: string;
  options?: Record<string, OptionText>;
  examples: string[];
  /** Checks what was typed, then carries it out; answers the exit code. */
  run: (session: Session, typed: unknown) => Promise<number>;
};

type Definition<Input> = Omit<Command, "run"> & {
  /** Of the options by name, and the rest as `args`. */
  input: z.ZodType<Input>;
  run: (session: Session, input: Input) => Promise<number>;
};

export function defineCommand<Input>({ input, run, ...rest }: Definition<Input>): Command {
  return { ...rest, run: (session, typed) => run(session, input.parse(typed)) };
}
