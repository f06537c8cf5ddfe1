import { EnrolmentTokenView } from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { Command } from "commander";
import { z } from "zod";
import { listAll } from "../../api-list.ts";
import { checkedBy, reasonOption } from "../../input/typed.ts";
import { examples, type OnSession } from "../../session.ts";

const askWith = "meridian enrolment-token list";

export const enrolmentTokenList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists enrolment tokens that can still be used")
    .addHelpText("after", examples("meridian enrolment-token list"))
    .action(
      onSession(async ({ api, out }) => {
        const tokens = await listAll(api, "/enrolment-tokens", EnrolmentTokenView);
        out.answer(tokens, () => {
          if (tokens.length === 0) out.line("No enrolment token can be used.");
          else out.table(["id", "region", "role", "name", "expires"], tokens.map(row));
        });
        return 0;
      }),
    );

function row({ id, regionName, role, name, expiresAt }: EnrolmentTokenView): string[] {
  return [id, regionName, role, name ?? "–", expiresAt.toISOString()];
}

export const enrolmentTokenRevoke = (onSession: OnSession) =>
  new Command("revoke")
    .description("Revokes an enrolment token that was not used")
    .argument("<token>", "its id; meridian enrolment-token list shows it", checkedBy(AnyId))
    .addOption(reasonOption({ isRequired: false }))
    .addHelpText("after", examples("meridian enrolment-token revoke et_4x7kq2m9pz3t"))
    .action(
      onSession(async ({ api, out }, id: string, { reason }: { reason?: string }) => {
        await api.change("DELETE", `/enrolment-tokens/${id}`, z.void(), { body: { reason }, askWith });
        out.answer({ id }, () => out.line(`Enrolment token ${id} is revoked.`));
        return 0;
      }),
    );
