import { SafetyRules, SafetyView } from "@meridian/contracts/api";
import { Command } from "commander";
import { z } from "zod";
import { CliError } from "../../cli-error.ts";
import { checkedBy, ifRevisionOption, reasonOption } from "../../input/typed.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";

const askWith = "meridian safety get";
const whole = z.coerce.number("expected a whole number");
const { activeRegionsMin, healthyNodesMin, shiftPointsMax } = SafetyRules.shape;

export const safetyGet = (onSession: OnSession) =>
  new Command("get")
    .description("Shows the safety rules, the freeze and break-glass")
    .addHelpText("after", examples("meridian safety get"))
    .action(
      onSession(async ({ api, out }) => {
        const safety = await api.get("/safety", SafetyView);
        out.answer(safety, () => showSafety(out, safety));
        return 0;
      }),
    );

function showSafety(out: Output, { rules, freeze, breakGlass, revision }: SafetyView): void {
  out.line(`Rules at revision ${revision}:`);
  for (const [name, value] of Object.entries(rules)) out.line(`  ${name}: ${value}`);
  out.line(freeze ? `Frozen by ${freeze.byName}: ${freeze.reason}` : "Changes are allowed.");
  if (breakGlass)
    out.line(
      `Break-glass of ${breakGlass.byName} until ${breakGlass.expiresAt.toISOString()}: ${breakGlass.reason}`,
    );
}

type Options = Partial<SafetyRules> & { reason: string; ifRevision?: string };

export const safetySet = (onSession: OnSession) =>
  new Command("set")
    .description("Sets safety rules; those left out stay as they are")
    .option(
      "--active-regions-min <n>",
      "regions that each origin keeps",
      checkedBy(whole.pipe(activeRegionsMin)),
    )
    .option("--healthy-nodes-min <n>", "healthy nodes that stay", checkedBy(whole.pipe(healthyNodesMin)))
    .option(
      "--shift-points-max <n>",
      "points that one change may move",
      checkedBy(whole.pipe(shiftPointsMax)),
    )
    .addOption(reasonOption())
    .addOption(ifRevisionOption("the rules"))
    .addHelpText("after", examples('meridian safety set --shift-points-max 30 --reason "smaller steps"'))
    .action(
      onSession(async ({ api, out }, { reason, ifRevision, ...wanted }: Options) => {
        if (Object.keys(wanted).length === 0) throw new CliError("usage", "Name at least one rule to set.");
        const { rules, revision } = await api.get("/safety", SafetyView);
        const baseRevision = ifRevision ?? revision;
        const safety = await api.change("PUT", "/safety/rules", SafetyView, {
          baseRevision,
          body: { ...rules, ...wanted, reason },
          askWith,
          pinnedBy: `--if-revision ${baseRevision}`,
        });
        out.answer(safety, () => showSafety(out, safety));
        return 0;
      }),
    );

const minutes = z.coerce.number("expected a number of minutes").int().min(1).max(60);

export const breakGlassOpen = (onSession: OnSession) =>
  new Command("open")
    .description("Turns break-glass on: you may break safety rules for some minutes")
    .requiredOption("--minutes <n>", "1 to 60", checkedBy(minutes))
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian break-glass open --minutes 10 --reason "region lost"'))
    .action(
      onSession(async ({ api, out }, body: { minutes: number; reason: string }) => {
        const sent = { minutes: body.minutes, reason: body.reason };
        const safety = await api.change("POST", "/safety/break-glass", SafetyView, { body: sent, askWith });
        out.answer(safety, () => showSafety(out, safety));
        return 0;
      }),
    );

export const breakGlassClose = (onSession: OnSession) =>
  new Command("close")
    .description("Turns break-glass off before it expires")
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian break-glass close --reason "done"'))
    .action(
      onSession(async ({ api, out }, { reason }: { reason: string }) => {
        const safety = await api.change("POST", "/safety/break-glass/close", SafetyView, {
          body: { reason },
          askWith,
        });
        out.answer(safety, () => showSafety(out, safety));
        return 0;
      }),
    );
