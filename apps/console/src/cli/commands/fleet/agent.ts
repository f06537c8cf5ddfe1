import { AgentEntry, FleetView } from "@meridian/contracts/api";
import { AgentName, AgentRole } from "@meridian/contracts/fleet";
import { Command, Option } from "commander";
import { z } from "zod";
import { listAll } from "../../api-list.ts";
import type { ConsoleApi } from "../../console-api.ts";
import { CliError } from "../../cli-error.ts";
import { findNamed } from "../../find-named.ts";
import { checkedBy, reasonOption } from "../../input/typed.ts";
import { examples, type OnSession } from "../../session.ts";

const askWith = "meridian agent list";

async function idOf(api: ConsoleApi, name: string): Promise<string> {
  return findNamed("agent", await listAll(api, "/agents", AgentEntry), name).id;
}

export const agentList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists nodes and gateways, with their credentials")
    .addOption(new Option("--role <role>", "only these").choices(AgentRole.options))
    .addHelpText("after", examples("meridian agent list", "meridian agent list --role gateway --json"))
    .action(
      onSession(async ({ api, out }, { role }: { role?: string }) => {
        const agents = await listAll(api, "/agents", AgentEntry, { query: { role } });
        out.answer(agents, () => {
          if (agents.length === 0) out.line("There are no agents yet.");
          else
            out.table(["name", "region", "role", "presence", "status", "credential", "id"], agents.map(row));
        });
        return 0;
      }),
    );

function row({ name, regionName, role, presence, status, credential, id }: AgentEntry): string[] {
  const { issuedAt, revokedAt } = credential;
  const known = revokedAt ? `revoked ${revokedAt.toISOString()}` : `since ${issuedAt.toISOString()}`;
  return [name, regionName, role, presence, status, known, id];
}

export const agentRename = (onSession: OnSession) =>
  new Command("rename")
    .description("Gives an agent another name")
    .argument("<agent>")
    .argument("<name>", "the new name", checkedBy(AgentName))
    .addHelpText("after", examples("meridian agent rename eu-central-node-1 frankfurt-1"))
    .action(
      onSession(async ({ api, out }, agent: string, name: string) => {
        const id = await idOf(api, agent);
        await api.change("PATCH", `/agents/${id}`, z.void(), { body: { name }, askWith });
        out.answer({ id, name }, () => out.line(`Agent ${agent} is called ${name}.`));
        return 0;
      }),
    );

type Command_ = { name: string; description: string; done: string };

/** A command to one agent that needs a reason. */
const withReason = (onSession: OnSession, { name, description, done }: Command_) =>
  new Command(name)
    .description(description)
    .argument("<agent>")
    .addOption(reasonOption())
    .addHelpText("after", examples(`meridian agent ${name} eu-central-node-1 --reason "taken apart"`))
    .action(
      onSession(async ({ api, out }, agent: string, { reason }: { reason: string }) => {
        const id = await idOf(api, agent);
        await api.change("POST", `/agents/${id}/${name}`, z.void(), { body: { reason }, askWith });
        out.answer({ id }, () => out.line(`Agent ${agent} ${done}`));
        return 0;
      }),
    );

export const agentArchive = (onSession: OnSession) =>
  withReason(onSession, {
    name: "archive",
    description: "Archives an agent that takes no traffic",
    done: "is archived.",
  });

export const agentRevokeCredential = (onSession: OnSession) =>
  withReason(onSession, {
    name: "revoke-credential",
    description: "Revokes an agent's credential: it connects no more",
    done: "connects no more.",
  });

export const agentAcceptAddress = (onSession: OnSession) =>
  new Command("accept-address")
    .description("Lets an agent be reached where it says it is")
    .argument("<agent>")
    .option("--address <url>", "only if it asks for this one; default: the one that it asks for now")
    .addOption(reasonOption())
    .addHelpText(
      "after",
      examples('meridian agent accept-address eu-central-node-1 --reason "moved to the new rack"'),
    )
    .action(
      onSession(async ({ api, out }, name: string, { address, reason }: AcceptOptions) => {
        const { regions } = await api.get("/fleet", FleetView);
        const agents = regions.flatMap((region) => region.agents);
        const agent = findNamed("agent", agents, name);
        const url = address ?? agent.claimedUrl;
        if (url === null)
          throw new CliError("refused", `${name} asks for no other address than ${agent.advertisedUrl}.`);
        const body = { url, reason };
        await api.change("POST", `/agents/${agent.id}/accept-address`, z.void(), { body, askWith });
        out.answer({ id: agent.id, url }, () => out.line(`Agent ${name} is reached at ${url}.`));
        return 0;
      }),
    );

type AcceptOptions = { address?: string; reason: string };
