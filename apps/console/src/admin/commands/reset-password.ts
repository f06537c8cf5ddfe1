import { Command } from "commander";
import { firstAdministratorEmail, resetPassword } from "../../server/domains/people/index.ts";
import type { Perform } from "../admin-command.ts";

export const resetPasswordCommand = (perform: Perform) =>
  new Command("reset-password")
    .description("Gives a user a new password and ends their sessions")
    .argument("[email]", "whose", firstAdministratorEmail)
    .action((email: string) => perform((ctx) => resetPassword({ ctx, input: { email } })));
