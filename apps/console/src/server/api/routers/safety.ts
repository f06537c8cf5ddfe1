import { BreakGlassInput, SafetySwitchInput, SafetyView, SetSafetyRulesInput } from "@meridian/contracts/api";
import {
  closeBreakGlass,
  freezeChanges,
  getSafety,
  openBreakGlass,
  setSafetyRules,
  thawChanges,
} from "../../domains/safety/index.ts";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const safetyRouter = router({
  get: procedure("viewer", {
    method: "GET",
    path: "/safety",
    summary: "The safety rules, and whether changes are frozen",
  })
    .output(SafetyView)
    .query(({ ctx }) => getSafety({ ctx })),
  setRules: procedure(
    "approver",
    { method: "PUT", path: "/safety/rules", summary: "Set the safety rules" },
    { touches: touching.fleet },
  )
    .input(SetSafetyRulesInput)
    .output(SafetyView)
    .mutation(({ ctx, input }) => setSafetyRules({ ctx, input })),
  freeze: procedure(
    "operator",
    {
      method: "POST",
      path: "/safety/freeze",
      summary: "Freeze changes: traffic and rollouts stay as they are",
    },
    { touches: touching.fleet },
  )
    .input(SafetySwitchInput)
    .output(SafetyView)
    .mutation(({ ctx, input }) => freezeChanges({ ctx, input })),
  thaw: procedure(
    "approver",
    { method: "POST", path: "/safety/thaw", summary: "Allow changes again" },
    { touches: touching.fleet },
  )
    .input(SafetySwitchInput)
    .output(SafetyView)
    .mutation(({ ctx, input }) => thawChanges({ ctx, input })),
  openBreakGlass: procedure(
    "approver",
    {
      method: "POST",
      path: "/safety/break-glass",
      summary: "Turn break-glass on: the caller may break safety rules for some minutes",
    },
    { touches: touching.fleet },
  )
    .input(BreakGlassInput)
    .output(SafetyView)
    .mutation(({ ctx, input }) => openBreakGlass({ ctx, input })),
  closeBreakGlass: procedure(
    "approver",
    {
      method: "POST",
      path: "/safety/break-glass/close",
      summary: "Turn break-glass off before it expires",
    },
    { touches: touching.fleet },
  )
    .input(SafetySwitchInput)
    .output(SafetyView)
    .mutation(({ ctx, input }) => closeBreakGlass({ ctx, input })),
});
