/** Ms by stage of a `Server-Timing` header: `queue;dur=0.41, run;dur=6.02`. Entries without a duration are left out. */
export function parseServerTiming(header: string): Map<string, number> {
  const stages = new Map<string, number>();
  for (const entry of header.split(",")) {
    const [name = "", ...parameters] = entry.split(";").map((part) => part.trim());
    const duration = parameters.find((parameter) => parameter.startsWith("dur="));
    const ms = Number(duration?.slice("dur=".length));
    if (name !== "" && duration !== undefined && ms >= 0) stages.set(name, ms);
  }
  return stages;
}

export type WaterfallStage =
  | "link"
  | "pick"
  | "connect"
  | "network"
  | "accept"
  | "tokenise"
  | "queue"
  | "run"
  | "decode"
  | "serialise"
  | "nodeRemainder"
  | "gatewayRemainder";

/** `kind` decides the colour: stages have fixed colours, remainders are hatched. */
export type WaterfallBar = {
  stage: WaterfallStage;
  where: "console" | "gateway" | "node";
  kind: "network" | "tokenise" | "queue" | "run" | "decode" | "remainder";
  startMs: number;
  durationMs: number;
};
export type Waterfall = { totalMs: number; bars: WaterfallBar[] };

/**
 * A request's time from the console to the model and back, stage after stage. Spans measured by different clocks are
 * only subtracted, never placed: what passes between two processes is one bar before the inner one.
 */
export function waterfall(timing: ReadonlyMap<string, number>, roundTripMs: number): Waterfall {
  const of = (name: string) => timing.get(name) ?? 0;
  const nodeTotal = of("total");
  const upstream = timing.get("gateway-upstream") ?? nodeTotal;
  const gatewayTotal = timing.get("gateway-total") ?? upstream;
  const gatewayStages = of("gateway-pick") + of("gateway-connect") + upstream;
  const stages: Omit<WaterfallBar, "startMs">[] = [
    { stage: "link", where: "console", kind: "network", durationMs: roundTripMs - gatewayTotal },
    { stage: "pick", where: "gateway", kind: "network", durationMs: of("gateway-pick") },
    { stage: "connect", where: "gateway", kind: "network", durationMs: of("gateway-connect") },
    { stage: "network", where: "gateway", kind: "network", durationMs: upstream - nodeTotal },
    { stage: "accept", where: "node", kind: "network", durationMs: of("accept") },
    { stage: "tokenise", where: "node", kind: "tokenise", durationMs: of("tokenise") },
    { stage: "queue", where: "node", kind: "queue", durationMs: of("queue") },
    { stage: "run", where: "node", kind: "run", durationMs: of("run") },
    { stage: "decode", where: "node", kind: "decode", durationMs: of("decode") },
    { stage: "serialise", where: "node", kind: "network", durationMs: of("serialise") },
    { stage: "nodeRemainder", where: "node", kind: "remainder", durationMs: of("remainder") },
    {
      stage: "gatewayRemainder",
      where: "gateway",
      kind: "remainder",
      durationMs: gatewayTotal - gatewayStages,
    },
  ];
  let at = 0;
  const bars = stages.map((stage) => {
    const durationMs = Math.max(0, stage.durationMs);
    const bar = { ...stage, startMs: at, durationMs };
    at += durationMs;
    return bar;
  });
  return { totalMs: Math.max(roundTripMs, at), bars };
}
