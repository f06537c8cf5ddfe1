import { Command, type OutputConfiguration } from "commander";
import { z } from "zod";
import { exitCodes } from "./cli-error.ts";
import { leavesOf, nameOf } from "./command-tree.ts";
import {
  agentAcceptAddress,
  agentArchive,
  agentList,
  agentRename,
  agentRevokeCredential,
} from "./commands/fleet/agent.ts";
import { apiKeyCreate, apiKeyList, apiKeyRevoke, apiKeyUpdate } from "./commands/access/api-key.ts";
import { auditExport, auditList, auditShow, auditVerify } from "./commands/history/audit.ts";
import { clientAccessAsk, clientAccessGet, clientAccessOpen } from "./commands/access/client-access.ts";
import { completion } from "./commands/completion.ts";
import { enrolmentTokenList, enrolmentTokenRevoke } from "./commands/fleet/enrolment-token.ts";
import { eventsFollow, eventsList } from "./commands/history/events.ts";
import { findings } from "./commands/fleet/findings.ts";
import { fleet } from "./commands/fleet/fleet.ts";
import { freeze, thaw } from "./commands/safety/freeze.ts";
import { incidentClose, incidentList } from "./commands/safety/incident.ts";
import { parse } from "./commands/parse.ts";
import { agentPerformance, regionPerformance } from "./commands/fleet/performance.ts";
import { regionArchive, regionCreate, regionList, regionUpdate } from "./commands/fleet/region.ts";
import { rolloutPause, rolloutResume, rolloutRollback } from "./commands/rollouts/rollout-control.ts";
import { rolloutList } from "./commands/rollouts/rollout-list.ts";
import { rolloutStart } from "./commands/rollouts/rollout-start.ts";
import { rolloutWatch } from "./commands/rollouts/rollout-watch.ts";
import { breakGlassClose, breakGlassOpen, safetyGet, safetySet } from "./commands/safety/safety.ts";
import { tokenList } from "./commands/access/token.ts";
import { trafficGet } from "./commands/traffic/traffic-get.ts";
import { trafficNodes, trafficSetNodes } from "./commands/traffic/traffic-nodes.ts";
import { trafficSet } from "./commands/traffic/traffic-set.ts";
import { trafficSplit } from "./commands/traffic/traffic-split.ts";
import { trafficUndo } from "./commands/traffic/traffic-undo.ts";
import { userList } from "./commands/access/user.ts";
import { versionList } from "./commands/rollouts/version.ts";
import type { OnSession } from "./session.ts";
import { checkedBy } from "./input/typed.ts";

type Group = { name: string; description: string; commands: ((onSession: OnSession) => Command)[] };

const groups: Group[] = [
  {
    name: "traffic",
    description: "Shows and changes where requests go",
    commands: [trafficGet, trafficSet, trafficNodes, trafficSetNodes, trafficSplit, trafficUndo],
  },
  { name: "incident", description: "Lists and closes incidents", commands: [incidentList, incidentClose] },
  {
    name: "rollout",
    description: "Starts, follows and stops rollouts of a model version",
    commands: [rolloutStart, rolloutList, rolloutPause, rolloutResume, rolloutRollback, rolloutWatch],
  },
];
const admin: Group[] = [
  {
    name: "region",
    description: "Lists, adds and changes regions",
    commands: [regionList, regionPerformance, regionCreate, regionUpdate, regionArchive],
  },
  {
    name: "agent",
    description: "Lists and changes nodes and gateways, and ends their credentials",
    commands: [
      agentList,
      agentPerformance,
      agentRename,
      agentAcceptAddress,
      agentArchive,
      agentRevokeCredential,
    ],
  },
  {
    name: "enrolment-token",
    description: "Lists and revokes tokens with which agents enrol",
    commands: [enrolmentTokenList, enrolmentTokenRevoke],
  },
  { name: "version", description: "Lists model versions", commands: [versionList] },
  { name: "user", description: "Lists people", commands: [userList] },
  { name: "token", description: "Lists API tokens", commands: [tokenList] },
  {
    name: "api-key",
    description: "Makes, changes and revokes API keys of clients of gateways",
    commands: [apiKeyList, apiKeyCreate, apiKeyUpdate, apiKeyRevoke],
  },
  {
    name: "client-access",
    description: "Says whether gateways ask clients for API keys",
    commands: [clientAccessGet, clientAccessAsk, clientAccessOpen],
  },
  {
    name: "audit",
    description: "Reads, exports and verifies the audit log",
    commands: [auditList, auditShow, auditExport, auditVerify],
  },
  {
    name: "events",
    description: "Lists events, and follows what changes",
    commands: [eventsList, eventsFollow],
  },
  { name: "safety", description: "Shows and sets the safety rules", commands: [safetyGet, safetySet] },
  {
    name: "break-glass",
    description: "Exempts you from the safety rules for some minutes",
    commands: [breakGlassOpen, breakGlassClose],
  },
];
const single = [fleet, findings, freeze, thaw, parse];

const exitText = `
Exit codes: 0 done, ${exitCodes.refused} refused or failed, ${exitCodes.usage} wrong usage, ${exitCodes.unreachable} the console cannot be reached, or it is unknown whether a change was made.`;

const idempotencyKey = z.string().regex(/^[ -~]{1,200}$/, "expected 1 to 200 printable characters");

/** The whole command line. It never ends the process: what commander would exit with, it throws as CommanderError. */
export function createProgram(onSession: OnSession, output: OutputConfiguration): Command {
  const program = new Command("meridian")
    .description("Operates Meridian through the console's REST API.")
    .option("--json", "answer in JSON, for programs")
    .option("--url <url>", "the console (MERIDIAN_URL, default http://localhost:3000)")
    .option("--token <token>", "an API token (MERIDIAN_TOKEN, or a file of mode 0600 by MERIDIAN_TOKEN_FILE)")
    .option(
      "--idempotency-key <key>",
      "of a change: the same command with the same key is carried out once (default: a new one)",
      checkedBy(idempotencyKey),
    )
    .helpOption("--help", "show how a command is used")
    .configureHelp({ showGlobalOptions: true, visibleCommands: leavesOf, subcommandTerm: usageOf })
    .showHelpAfterError()
    .configureOutput(output)
    .exitOverride()
    .addHelpText("afterAll", exitText);
  for (const create of single) program.addCommand(create(onSession));
  for (const { name, description, commands } of [...groups, ...admin]) {
    const group = new Command(name).description(description);
    for (const create of commands) group.addCommand(create(onSession));
    program.addCommand(group);
  }
  program.addCommand(completion((text) => output.writeOut?.(text)));
  for (const command of [...program.commands, ...leavesOf(program)]) command.copyInheritedSettings(program);
  return program;
}

function usageOf(command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [nameOf(command), ...args].join(" ");
}
