import { median } from "../lib/arms.ts";
import { startBareForwarder, startHaproxy, startMeridian, startNginx } from "../lib/proxies.ts";
import { type Check, check, type Row, say } from "../lib/report.ts";
import type { Upstream } from "./upstream.ts";
import { wrk, type WrkFigures } from "./wrk.ts";

const arms = ["direct", "nginx", "haproxy", "bare", "meridian"] as const;
type Arm = (typeof arms)[number];

/**
 * What a gateway adds to the way to a node, against nginx and HAProxy in the same place, and against its own libraries with
 * nothing around them; all in turn, round by round.
 */
export async function addedLatency(
  { nodes }: Upstream,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ checks: Check[]; rows: Row[] }> {
  const [node] = nodes;
  if (!node) throw new Error("expected a node");
  const proxies = {
    nginx: await startNginx({ nodes }),
    haproxy: await startHaproxy({ nodes }),
    bare: await startBareForwarder(node.url),
    meridian: await startMeridian({ nodes }),
  };
  const urls: Record<Arm, string> = {
    direct: node.url,
    nginx: proxies.nginx.url,
    haproxy: proxies.haproxy.url,
    bare: proxies.bare.url,
    meridian: proxies.meridian.url,
  };
  const figures: Record<Arm, WrkFigures[]> = { direct: [], nginx: [], haproxy: [], bare: [], meridian: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const arm of arms) {
        const found = await wrk(urls[arm], seconds);
        if (round > 0) figures[arm].push(found);
      }
      say(`gateway: round ${round} of ${rounds}`);
    }
  } finally {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
  }
  return judge(figures);
}

function judge(figures: Record<Arm, WrkFigures[]>): { checks: Check[]; rows: Row[] } {
  const typical = (arm: Arm, of: keyof WrkFigures) => median(figures[arm].map((round) => round[of]));
  const added = (arm: Arm, of: "p50Ms" | "p99Ms") =>
    median(figures[arm].map((round, index) => round[of] - (figures.direct[index]?.[of] ?? Number.NaN)));
  const rateRatio = median(
    figures.meridian.map((round, index) => round.perSecond / (figures.nginx[index]?.perSecond ?? Number.NaN)),
  );
  const checks = [
    check("gateway.added_p50_over_nginx", added("meridian", "p50Ms") / added("nginx", "p50Ms"), "<= 2"),
    check("gateway.added_p99_over_nginx", added("meridian", "p99Ms") / added("nginx", "p99Ms"), "<= 2"),
    check("gateway.rps_over_nginx", rateRatio, ">= 0.6"),
  ];
  const rows = arms.map((arm) => ({
    arm,
    p50Ms: Number(typical(arm, "p50Ms").toFixed(3)),
    p99Ms: Number(typical(arm, "p99Ms").toFixed(3)),
    perSecond: Math.round(typical(arm, "perSecond")),
  }));
  return { checks, rows };
}
