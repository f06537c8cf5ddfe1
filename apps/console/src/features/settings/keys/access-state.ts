import type { ClientAccessView, GatewayAccessView } from "@meridian/contracts/api";

/** Requests over the last minutes at gateways that tell of keys, and how many of them carried none. */
export function demandOf(gateways: readonly GatewayAccessView[]): { requests: number; withoutKey: number } {
  const telling = gateways.filter(({ withoutKey }) => withoutKey !== null);
  const sum = (of: (gateway: GatewayAccessView) => number) =>
    telling.reduce((total, one) => total + of(one), 0);
  return { requests: sum(({ requests }) => requests), withoutKey: sum(({ withoutKey }) => withoutKey ?? 0) };
}

/**
 * Names of connected gateways that do not ask although they should: `old` are of a release that cannot, `late` have not taken
 * it up yet.
 */
export function notAsking({ asksForKeys, gateways }: Pick<ClientAccessView, "asksForKeys" | "gateways">): {
  old: string[];
  late: string[];
} {
  const connected = asksForKeys ? gateways.filter(({ isConnected }) => isConnected) : [];
  const named = (asks: boolean | null) =>
    connected.filter((one) => one.asks === asks).map(({ name }) => name);
  return { old: named(null), late: named(false) };
}
