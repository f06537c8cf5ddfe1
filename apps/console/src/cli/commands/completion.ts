import { Command, type Option } from "commander";
import { leavesOf, nameOf } from "../command-tree.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

/** Prints a script that completes commands and options; it asks nobody, so that it needs no token. */
export const completion = (write: (text: string) => void) =>
  new Command("completion")
    .description("Prints a script that completes commands and options in a shell")
    .argument("<shell>", "bash, zsh or fish")
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  source <(meridian completion bash)",
        "  source <(meridian completion zsh)",
        "  meridian completion fish > ~/.config/fish/completions/meridian.fish",
      ].join("\n"),
    )
    .action((shell: string, _options: unknown, command: Command) => {
      const known = shells.find((one) => one === shell);
      if (!known) command.error(`error: expected a shell of ${shells.join(", ")}, found ${shell}`);
      else write(scriptFor(known, command.parent ?? command));
    });

/** What may follow each command, by the words typed so far. */
function wordsOf(program: Command): Map<string, string[]> {
  const shared = program.options.flatMap(flagsOf);
  const words = new Map<string, string[]>([["", []]]);
  for (const leaf of leavesOf(program)) {
    const name = nameOf(leaf);
    const [group = "", command] = name.split(" ");
    words.set("", [...new Set([...(words.get("") ?? []), group])]);
    if (command !== undefined) words.set(group, [...(words.get(group) ?? []), command]);
    words.set(name, [...leaf.options.flatMap(flagsOf), ...shared]);
  }
  return words;
}

function flagsOf({ long }: Option): string[] {
  return long ? [long] : [];
}

function scriptFor(shell: Shell, program: Command): string {
  const words = [...wordsOf(program)];
  return shell === "fish" ? fishScript(words) : bashScript(words, shell);
}

/** zsh runs the same function by its own emulation of bash's completion. */
function bashScript(words: [string, string[]][], shell: "bash" | "zsh"): string {
  const cases = words.map(
    ([path, next]) => `    ${JSON.stringify(path)}) next=${JSON.stringify(next.join(" "))} ;;`,
  );
  return `${shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_meridian() {
  local path="" word next=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; esac
    case "$path" in *" "*) break ;; esac
    path="\${path:+$path }$word"
  done
  case "$path" in
${cases.join("\n")}
    *) path="\${path%% *}"
       case "$path" in
${cases.map((line) => `     ${line}`).join("\n")}
       esac ;;
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _meridian meridian
`;
}

function fishScript(words: [string, string[]][]): string {
  const lines = words.flatMap(([path, next]) => {
    const [group, command] = path.split(" ");
    const seen = [group, command].filter(Boolean).map((word) => `__fish_seen_subcommand_from ${word}`);
    const condition = seen.length === 0 ? "__fish_use_subcommand" : seen.join("; and ");
    return next.map((word) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c meridian -f -n '${condition}' ${what}`;
    });
  });
  return `${lines.join("\n")}\n`;
}
