import {
  ApiKeyCreated,
  ApiKeyView,
  CreateApiKeyInput,
  RegionEntry,
  UpdateApiKeyInput,
} from "@meridian/contracts/api";
import { AnyId } from "@meridian/contracts/text";
import { KeyScope, ParsePriority } from "@meridian/contracts/wire";
import { Command, Option } from "commander";
import { z } from "zod";
import { listAll } from "../../api-list.ts";
import { CliError } from "../../cli-error.ts";
import { findNamed } from "../../find-named.ts";
import { checkedBy, listOf, reasonOption } from "../../input/typed.ts";
import { examples, type OnSession, type Session } from "../../session.ts";

const askWith = "meridian api-key list";
const whole = z.coerce.number("expected a whole number");
const { name, deadlineMsMax, requestsPerSecond, addressesPerDay } = UpdateApiKeyInput.shape;
const { expiresInDays } = CreateApiKeyInput.shape;
const keyArgument = "its id; meridian api-key list shows it";

type Limits = {
  scopes?: KeyScope[];
  priorities?: ParsePriority[];
  deadlineMsMax?: number;
  requestsPerSecond?: number;
  addressesPerDay?: number;
  regions?: string[];
};

const presets = CreateApiKeyInput.parse({ name: "any" });
type Preset = "scopes" | "priorities" | "deadlineMsMax" | "requestsPerSecond" | "addressesPerDay";

/** The options of a key's limits; those left out are the console's choice, which `--help` then names, or stay. */
const limitOptions = (of: "new" | "existing") => {
  const told = (what: string, preset: Preset) =>
    of === "new" ? `${what}; default: ${[presets[preset]].flat().join(",")}` : what;
  return [
    new Option("--scopes <list>", told("parse, stream", "scopes")).argParser(checkedBy(listOf(KeyScope))),
    new Option("--priorities <list>", told("interactive, bulk", "priorities")).argParser(
      checkedBy(listOf(ParsePriority)),
    ),
    new Option("--deadline-ms-max <ms>", told("longest deadline", "deadlineMsMax")).argParser(
      checkedBy(whole.pipe(deadlineMsMax.unwrap())),
    ),
    new Option("--requests-per-second <n>", told("at all gateways together", "requestsPerSecond")).argParser(
      checkedBy(whole.pipe(requestsPerSecond.unwrap())),
    ),
    new Option("--addresses-per-day <n>", told("at all gateways together", "addressesPerDay")).argParser(
      checkedBy(whole.pipe(addressesPerDay.unwrap())),
    ),
    new Option("--regions <list>", "regions whose gateways know it; default: all").argParser(
      checkedBy(listOf(z.string().min(1))),
    ),
  ];
};

async function limitsOf({ api }: Session, { regions: typed, ...limits }: Limits): Promise<object> {
  if (typed === undefined) return limits;
  const regions = await listAll(api, "/regions", RegionEntry);
  return { ...limits, regionIds: typed.map((one) => findNamed("region", regions, one).id) };
}

export const apiKeyList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists the API keys of clients of gateways")
    .addHelpText("after", examples("meridian api-key list"))
    .action(
      onSession(async ({ api, out }) => {
        const keys = await listAll(api, "/api-keys", ApiKeyView);
        const head = [
          "id",
          "client",
          "begins with",
          "a second",
          "addresses a day",
          "expires",
          "used",
          "state",
        ];
        out.answer(keys, () => out.table(head, keys.map(row)));
        return 0;
      }),
    );

function row(key: ApiKeyView): string[] {
  const { id, prefix, requestsPerSecond: rate, addressesPerDay: quota, expiresAt, lastUsedAt, state } = key;
  const times = [expiresAt, lastUsedAt].map((at) => at?.toISOString() ?? "–");
  return [id, key.name, prefix, String(rate), String(quota), ...times, state];
}

export const apiKeyCreate = (onSession: OnSession) => {
  const command = new Command("create")
    .description("Makes an API key for a client of gateways; it is shown once")
    .argument("<client>", "who uses it", checkedBy(name.unwrap()))
    .option(
      "--expires-in-days <n>",
      "1 to 365; default: never",
      checkedBy(whole.pipe(expiresInDays.unwrap().unwrap())),
    )
    .addHelpText(
      "after",
      examples(
        'meridian api-key create "parcel sorting" --requests-per-second 50 --addresses-per-day 100000',
      ),
    );
  for (const option of limitOptions("new")) command.addOption(option);
  return command.action(
    onSession(async (session, client: string, options: Limits & { expiresInDays?: number }) => {
      const { api, out } = session;
      const { expiresInDays: days, ...limits } = options;
      const body = { name: client, ...(await limitsOf(session, limits)), expiresInDays: days };
      const made = await api.change("POST", "/api-keys", ApiKeyCreated, { body, askWith });
      out.answer(made, () => {
        out.line(`Key ${made.id} of ${client}, shown only this once:`);
        out.line(made.key);
      });
      return 0;
    }),
  );
};

export const apiKeyUpdate = (onSession: OnSession) => {
  const command = new Command("update")
    .description("Changes an API key's name or limits; those left out stay as they are")
    .argument("<key>", keyArgument, checkedBy(AnyId))
    .option("--name <client>", "who uses it", checkedBy(name.unwrap()))
    .addHelpText("after", examples("meridian api-key update ak_4x7kq2m9pz3t --requests-per-second 100"));
  for (const option of limitOptions("existing")) command.addOption(option);
  return command.action(
    onSession(async (session, id: string, { name: client, ...limits }: Limits & { name?: string }) => {
      const { api, out } = session;
      const body = { ...(client !== undefined && { name: client }), ...(await limitsOf(session, limits)) };
      if (Object.keys(body).length === 0) throw new CliError("usage", "Name at least one thing to change.");
      await api.change("PATCH", `/api-keys/${id}`, z.void(), { body, askWith });
      out.answer({ id }, () => out.line(`Key ${id} is changed.`));
      return 0;
    }),
  );
};

export const apiKeyRevoke = (onSession: OnSession) =>
  new Command("revoke")
    .description("Revokes an API key: where keys are asked for, gateways refuse it within seconds")
    .argument("<key>", keyArgument, checkedBy(AnyId))
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian api-key revoke ak_4x7kq2m9pz3t --reason "the client is gone"'))
    .action(
      onSession(async ({ api, out }, id: string, { reason }: { reason: string }) => {
        await api.change("DELETE", `/api-keys/${id}`, z.void(), { body: { reason }, askWith });
        out.answer({ id }, () => out.line(`Key ${id} is revoked.`));
        return 0;
      }),
    );
