import { ClientAccessView } from "@meridian/contracts/api";
import { Command } from "commander";
import { reasonOption } from "../../input/typed.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession } from "../../session.ts";

const askWith = "meridian client-access get";

export const clientAccessGet = (onSession: OnSession) =>
  new Command("get")
    .description("Shows whether gateways ask for API keys, and which of them do")
    .addHelpText("after", examples(askWith))
    .action(
      onSession(async ({ api, out }) => {
        const access = await api.get("/client-access", ClientAccessView);
        out.answer(access, () => show(out, access));
        return 0;
      }),
    );

/** The switch and its opposite differ in their words alone. */
const turned = (given: { name: string; description: string; reason: string }) => (onSession: OnSession) =>
  new Command(given.name)
    .description(given.description)
    .addOption(reasonOption())
    .addHelpText("after", examples(`meridian client-access ${given.name} --reason "${given.reason}"`))
    .action(
      onSession(async ({ api, out }, { reason }: { reason: string }) => {
        const path = `/client-access/${given.name}`;
        const access = await api.change("POST", path, ClientAccessView, { body: { reason }, askWith });
        out.answer(access, () => show(out, access));
        return 0;
      }),
    );

export const clientAccessAsk = turned({
  name: "ask",
  description: "Asks for API keys: gateways refuse requests without a valid one",
  reason: "all clients have keys",
});
export const clientAccessOpen = turned({
  name: "open",
  description: "Asks for API keys no more: gateways answer everybody",
  reason: "a client was left out",
});

function show(out: Output, { asksForKeys, gateways }: ClientAccessView): void {
  out.line(asksForKeys ? "Gateways ask for API keys." : "Gateways answer everybody.");
  if (gateways.length === 0) return;
  const rows = gateways.map(({ name, region, asks, isConnected, requests, withoutKey }) => [
    ...[name, region, isConnected ? "yes" : "no", asks === null ? "cannot" : asks ? "yes" : "no"],
    ...[String(requests), withoutKey === null ? "–" : String(withoutKey)],
  ]);
  out.table(["gateway", "region", "connected", "asks", "requests in 10 min", "without a key"], rows);
}
