import { isAbsolute } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { rotateSecretKey } from "../../server/domains/secret/index.ts";
import { checkOptions, type Perform } from "../admin-command.ts";

const Options = z.object({
  "new-key-file": z.string().refine(isAbsolute, "expected an absolute path").optional(),
});

export const rotateSecretKeyCommand = (perform: Perform) =>
  new Command("rotate-secret-key")
    .description(
      "Encrypts the secrets in the database by another key; nobody is signed out, and running consoles go on. The key of now is that of MERIDIAN_SECRET_KEY, MERIDIAN_SECRET_KEY_FILE or MERIDIAN_SECRETS_DIR",
    )
    .option(
      "--new-key-file <path>",
      "file of the new key, made where it does not exist; give it to every console as MERIDIAN_SECRET_KEY_FILE before its next start. Left out: the one console's own file is replaced",
    )
    .action(({ newKeyFile }: { newKeyFile?: string }) =>
      perform((ctx) => {
        const options = checkOptions(Options, { "new-key-file": newKeyFile });
        return rotateSecretKey({ ctx, input: { source: ctx, newKeyFile: options["new-key-file"] } });
      }),
    );
