import { setTimeout as sleep } from "node:timers/promises";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { startSystem } from "../harness/start-system.ts";
import { enrolFleet } from "../sim/agents/enrol.ts";
import { SimFleet } from "../sim/agents/sim-fleet.ts";
import { viewerStall } from "./hostile/fleet-scenes.ts";
const out = process.env.PROF_OUT ?? "/tmp/api/stall.cpuprofile";
const prof = process.env.NO_PROF ? {} : { NODE_OPTIONS: "--import=/tmp/api/prof.mjs", PROF_OUT: out };
const system = await startSystem({ consoleEnv: { MERIDIAN_TRUSTED_PROXIES: "loopback", ...prof } });
const console_ = await system.signIn();
const [, ...identities] = await enrolFleet(console_, { regions: ["hostile-a", "hostile-b", "hostile-c"], nodes: 100, gateways: 12 });
const fleet = new SimFleet(identities, { consoleUrl: system.url, perSecond: 50 });
try {
  await fleet.connect();
  await sleep(3000);
  const seconds = Number(process.env.SECONDS_ ?? 15);
  const pid = system.local.console.pid ?? 0;
  // the second half alone is profiled
  if (!process.env.NO_PROF) setTimeout(() => process.kill(pid, "SIGUSR2"), (seconds + 1.5) * 1000);
  const stall = await viewerStall(system, seconds);
  if (!process.env.NO_PROF) { process.kill(pid, "SIGUSR2"); for (let i = 0; i < 100 && !existsSync(out + ".loop"); i++) await sleep(200); }
  console.log(JSON.stringify(stall), existsSync(out + ".loop") ? readFileSync(out + ".loop", "utf8") : "");
  rmSync(out + ".loop", { force: true });
} finally { fleet.stop(); await system.dispose(); }
