import { Command } from "commander";
import {
  createFirstAdministrator,
  firstAdministratorEmail,
  resetPassword,
} from "../../server/domains/people/index.ts";
import type { Perform } from "../admin-command.ts";

export const ensureAdministrator = (perform: Perform) =>
  new Command("ensure-administrator")
    .description(
      'Makes the first administrator and prints the password; {"created":false} when there are users',
    )
    .action(() =>
      perform(async (ctx) => {
        const credentials = await createFirstAdministrator(ctx);
        return credentials ? { created: true, ...credentials } : { created: false };
      }),
    );

export const resetPasswordCommand = (perform: Perform) =>
  new Command("reset-password")
    .description(
      "Gives a user a new password and ends their sessions; says how many of their personal API tokens still act",
    )
    .argument("[email]", "whose", firstAdministratorEmail)
    .option("--revoke-tokens", "revoke their personal API tokens too", false)
    .option("--reset-two-factor", "sign in by the password alone, without the device that is lost", false)
    .action((email: string, options: { revokeTokens: boolean; resetTwoFactor: boolean }) =>
      perform((ctx) => resetPassword({ ctx, input: { email, ...options } })),
    );
