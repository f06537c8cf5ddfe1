import { Command } from "commander";
import type { Perform } from "./admin-command.ts";
import { ensureAdministrator, resetPasswordCommand } from "./commands/administrator.ts";
import { batch } from "./commands/batch.ts";
import { raiseEpochCommand, verifyAuditCommand } from "./commands/database.ts";
import { enrolmentToken } from "./commands/enrolment-token.ts";
import { ensureRegion } from "./commands/ensure-region.ts";
import { rotateSecretKeyCommand } from "./commands/secret-key.ts";

const commands = [
  ...[ensureAdministrator, resetPasswordCommand, ensureRegion, enrolmentToken],
  ...[verifyAuditCommand, raiseEpochCommand, rotateSecretKeyCommand],
];

/** The whole command line. It never ends the process: what commander would exit with, it throws as CommanderError. */
export function createProgram(perform: Perform): Command {
  const program = new Command("admin")
    .description(
      "Commands on the database itself, which DATABASE_URL names. npm run admin prints answers in words, with --json as one line of JSON.",
    )
    .helpOption("--help", "show how a command is used")
    .showHelpAfterError()
    .exitOverride();
  for (const create of commands) program.addCommand(create(perform));
  program.addCommand(batch(perform, createProgram));
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
