import { Command, CommanderError, Option } from "commander";
import { LaunchError } from "./launch-error.ts";
import { dataDirOption } from "./start-options.ts";

export type AdminOptions = { dataDir: string; isJson: boolean; isHelp: boolean; args: string[] };

type Flags = { dataDir: string; json?: true; help?: true };

/** What `npm run admin` takes itself; `args` is for the console's admin command. Throws LaunchError. */
export function parseAdminOptions(typed: string[]): AdminOptions {
  const command = adminCommand();
  try {
    command.parse(typed, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new LaunchError(error.message.replace(/^error: /, ""), {
      hint: "npm run admin -- --help lists the options.",
    });
  }
  const { dataDir, json, help } = command.opts<Flags>();
  const isHelp = help === true || command.args.length === 0 || command.args[0] === "help";
  const args = command.args[0] === "help" ? command.args.slice(1) : command.args;
  return { dataDir, isJson: json === true, isHelp, args };
}

/** What stands below the admin command's own help. */
export const adminHelpNotes = `
npm run admin takes besides, before or after the command:
  --data-dir <path>  where npm start keeps it (default: .meridian)
  --json             print the answer as one line of JSON
`;

function adminCommand(): Command {
  return new Command("npm run admin --")
    .argument("[command...]")
    .addOption(dataDirOption())
    .option("--json")
    .addOption(new Option("-h, --help"))
    .helpOption(false)
    .allowUnknownOption()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
}
