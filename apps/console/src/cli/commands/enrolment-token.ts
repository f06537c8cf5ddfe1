import { EnrolmentTokenCreated, EnrolmentTokenView, RegionEntry } from "@meridian/contracts/api";
import { AgentName, AgentRole } from "@meridian/contracts/fleet";
import { AnyId } from "@meridian/contracts/text";
import { Command, Option } from "commander";
import { z } from "zod";
import { listAll } from "../api-list.ts";
import { findNamed } from "../find-named.ts";
import { checkedBy, duration } from "../input/typed.ts";
import { examples, type OnSession } from "../session.ts";

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

type Options = { name?: string; expires?: number };

export const enrolmentTokenCreate = (onSession: OnSession) =>
  new Command("create")
    .description("Makes a token with which one agent enrols; it is shown once")
    .argument("<region>")
    .argument("<role>", "inference or gateway", checkedBy(AgentRole))
    .option("--name <name>", "the agent's name", checkedBy(AgentName))
    .addOption(new Option("--expires <time>", "default 1h").argParser(checkedBy(duration)))
    .addHelpText("after", examples("meridian enrolment-token create eu-central inference --expires 10m"))
    .action(
      onSession(async ({ api, out }, region: string, role: AgentRole, { name, expires }: Options) => {
        const { id: regionId } = findNamed("region", await listAll(api, "/regions", RegionEntry), region);
        const body = { regionId, role, name, ...(expires !== undefined && { expiresInMs: expires * 1000 }) };
        const made = await api.change("POST", "/enrolment-tokens", EnrolmentTokenCreated, { body, askWith });
        out.answer(made, () => {
          out.line(`Until ${made.expiresAt.toISOString()}, once:`);
          out.line(made.token);
        });
        return 0;
      }),
    );

export const enrolmentTokenRevoke = (onSession: OnSession) =>
  new Command("revoke")
    .description("Revokes an enrolment token that was not used")
    .argument("<token>", "its id; meridian enrolment-token list shows it", checkedBy(AnyId))
    .addHelpText("after", examples("meridian enrolment-token revoke et_4x7kq2m9pz3t"))
    .action(
      onSession(async ({ api, out }, id: string) => {
        await api.change("DELETE", `/enrolment-tokens/${id}`, z.void(), { askWith });
        out.answer({ id }, () => out.line(`Enrolment token ${id} is revoked.`));
        return 0;
      }),
    );
