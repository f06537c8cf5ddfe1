import { SafetyView } from "@meridian/contracts/api";
import { Command } from "commander";
import { examples, type OnSession } from "../../session.ts";
import { reasonOption } from "../../input/typed.ts";

type Switch = { name: "freeze" | "thaw"; description: string; example: string; done: string };

const safetySwitch = (onSession: OnSession, { name, description, example, done }: Switch) =>
  new Command(name)
    .description(description)
    .addOption(reasonOption())
    .addHelpText("after", examples(example))
    .action(
      onSession(async ({ api, out }, { reason }: { reason: string }) => {
        const safety = await api.change("POST", `/safety/${name}`, SafetyView, {
          body: { reason },
          askWith: "Settings › Safety, or GET /api/v1/safety",
        });
        out.answer(safety, () => out.line(done));
        return 0;
      }),
    );

export const freeze = (onSession: OnSession) =>
  safetySwitch(onSession, {
    name: "freeze",
    description: "Freezes changes: no traffic is moved and no rollout goes on",
    example: 'meridian freeze --reason "Black Friday"',
    done: "Changes are frozen.",
  });

export const thaw = (onSession: OnSession) =>
  safetySwitch(onSession, {
    name: "thaw",
    description: "Allows changes again",
    example: 'meridian thaw --reason "business as usual"',
    done: "Changes are allowed.",
  });
