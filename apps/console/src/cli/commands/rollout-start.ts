import { ModelVersionView, RegionEntry, RolloutView } from "@meridian/contracts/api";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { findNamed } from "../find-named.ts";
import { sentenceOf } from "../rollout.ts";
import { duration, percent, precision, reason, reasonText } from "../typed.ts";

export const rolloutStart = defineCommand({
  name: "rollout start",
  usage: "<version> --reason <text>",
  summary: "Brings a model version to regions, one after another",
  options: {
    reason: reasonText,
    precision: { value: "fp32|fp16|int8", text: "default: the version's preferred one" },
    regions: { value: "a,b,c", text: "in this order; default: every region that has nodes" },
    bake: { value: "2m", text: "how long each region is watched after its switch; default 2m" },
    "p95-ratio": { value: "1.5", text: "roll back when p95 is above so many times what it was; default 1.5" },
    "error-share": { value: "1%", text: "roll back when more requests than that fail; default 1%" },
  },
  examples: [
    'meridian rollout start compact-b --reason "better on floors"',
    'meridian rollout start compact-b --regions eu-central,ap-southeast --bake 10m --precision int8 --reason "release 7"',
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: "expected one version" }),
    reason,
    precision,
    regions: z
      .string()
      .transform((text) => text.split(","))
      .optional(),
    bake: duration.optional(),
    "p95-ratio": z.coerce.number().min(1).max(100).optional(),
    "error-share": percent.optional(),
  }),
  run: async ({ api, out }, { args: [name], reason, precision, regions: names, bake, ...gates }) => {
    const [versions, regions] = await Promise.all([
      api.get("/versions", z.array(ModelVersionView)),
      api.get("/regions", z.array(RegionEntry)),
    ]);
    const chosen =
      names?.map((region) => findNamed("region", regions, region)) ??
      regions.filter(({ nodes }) => nodes > 0);
    if (chosen.length === 0) throw new CliError("refused", "No region has nodes.");
    const body = {
      modelVersionId: findNamed("version", versions, name).id,
      regionIds: chosen.map(({ id }) => id),
      reason,
      precision,
      bakeSeconds: bake,
      gates: { p95RatioMax: gates["p95-ratio"], errorShareMax: gates["error-share"] },
    };
    const rollout = await api.change("POST", "/rollouts", RolloutView, { body });
    out.answer(rollout, () => {
      out.line(sentenceOf(rollout));
      out.line(
        `In this order: ${chosen.map((region) => region.name).join(", ")}. Follow it: meridian rollout watch`,
      );
    });
    return 0;
  },
});
