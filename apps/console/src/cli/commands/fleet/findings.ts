import { Finding } from "@meridian/contracts/api";
import { Command } from "commander";
import { listAll } from "../../api-list.ts";
import { findingSentence } from "../../finding-sentence.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";

export const findings = (onSession: OnSession) =>
  new Command("findings")
    .description("Says what is wrong now; the exit code is 0 either way")
    .addHelpText("after", examples("meridian findings", "meridian findings --json | jq '.[].kind'"))
    .action(
      onSession(async ({ api, out }) => {
        const found = await listAll(api, "/findings", Finding);
        out.answer(found, () => showFindings(out, found));
        return 0;
      }),
    );

export function showFindings(out: Output, found: Finding[]): void {
  if (found.length === 0) out.line("Everything is well.");
  for (const finding of found) out.line(`! ${findingSentence(finding)}`);
}
