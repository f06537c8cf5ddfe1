import {
  ListRolloutsInput,
  ModelVersionView,
  RolloutChanged,
  RolloutCommandInput,
  RolloutsPage,
  RolloutView,
  StartRolloutInput,
} from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { z } from "zod";
import { listVersionViews } from "../../domains/model/index.ts";
import {
  getRollout,
  listRollouts,
  pauseRollout,
  resumeRollout,
  rollBackRollout,
  startRollout,
} from "../../domains/rollout/index.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

function command(action: "pause" | "resume" | "roll-back", summary: string) {
  return procedure(
    "approver",
    { method: "POST", path: `/rollouts/{rolloutId}/${action}`, summary },
    { touches: touching.rollout, isTriable: true },
  )
    .input(RolloutCommandInput)
    .output(RolloutChanged);
}

export const rolloutRouter = router({
  versions: procedure("viewer", {
    method: "GET",
    path: "/versions",
    filters: ["name", "digest", "isDefault"],
    summary: "Registered model versions and where they run",
  })
    .output(z.array(ModelVersionView))
    .query(({ ctx }) => listVersionViews(ctx.db, ctx.modelFolders)),
  list: procedure("viewer", { method: "GET", path: "/rollouts", summary: "Rollouts, newest first" })
    .input(ListRolloutsInput)
    .output(RolloutsPage)
    .query(({ ctx, input }) => listRollouts({ ctx, input })),
  get: procedure("viewer", { method: "GET", path: "/rollouts/{rolloutId}", summary: "One rollout" })
    .input(z.object({ rolloutId: AnyId.describe("The rollout.") }))
    .output(RolloutView)
    .query(({ ctx, input }) => getRollout({ ctx, input })),
  start: procedure(
    "approver",
    {
      method: "POST",
      path: "/rollouts",
      makes: "/rollouts/{id}",
      summary: "Start a rollout: bring a version to regions, one after another",
    },
    { touches: touching.regions, isTriable: true },
  )
    .input(StartRolloutInput)
    .output(RolloutChanged)
    .mutation(({ ctx, input }) =>
      startRollout({ ctx, input: { ...input, keepsDefault: ctx.caller.regions !== null } }),
    ),
  pause: command("pause", "Pause a rollout: begin nothing new until it is resumed").mutation(
    ({ ctx, input }) => pauseRollout({ ctx, input: { ...input, within: ctx.caller.regions } }),
  ),
  resume: command("resume", "Resume a rollout and retry what failed").mutation(({ ctx, input }) =>
    resumeRollout({ ctx, input: { ...input, within: ctx.caller.regions } }),
  ),
  rollBack: command("roll-back", "Roll back: every region answers at once with what it had before").mutation(
    ({ ctx, input }) => rollBackRollout({ ctx, input: { ...input, within: ctx.caller.regions } }),
  ),
});
