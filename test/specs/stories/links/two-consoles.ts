import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { consoleDir, entryPoints } from "../../../../scripts/lib/paths.ts";
import { ManagedProcess } from "../../../../scripts/lib/managed-process.ts";
import { isAnswering } from "../../../../scripts/lib/wait-for.ts";
import { signIn } from "../../../harness/console-client.ts";
import { freePort } from "../../../harness/free-port.ts";
import { lengths } from "../../../harness/lengths.ts";
import type { Link } from "../../../harness/link.ts";
import { runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, TrafficDesk } from "../../../harness/traffic-desk.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

const home = "cn-east";
const other = "us-west";
const turns = lengths.consoleTurns;
/** What a region weighs that nobody has set. */
const weightDefault = 100;

type Replica = { process: { pid: number | null }; port: number; desk: TrafficDesk };

/** `link`: to the first console, or to the second one. */
export function twoConsoles(system: TestSystem, link: Link): void {
  let second: ManagedProcess;
  let gateway: AgentHandle;
  let replicas: [Replica, Replica];
  beforeAll(async () => {
    await system.reset();
    gateway = system.agent(`${home}-gateway`);
    const { spec } = system.local.console;
    const port = await freePort();
    const logFile = join(system.local.layout.logs, "console-2.log");
    second = new ManagedProcess({
      ...spec,
      name: "console-2",
      logFile,
      // On another machine: a folder of its own, and the key of the first one.
      env: {
        ...spec.env,
        PORT: `${port}`,
        MERIDIAN_SECOND_CONSOLE: "allowed",
        MERIDIAN_SECRETS_DIR: join(system.dir, "secrets-2"),
        MERIDIAN_SECRET_KEY_FILE: join(system.local.layout.secrets, "key"),
      },
    });
    second.start();
    const secondUrl = `http://127.0.0.1:${port}`;
    await eventually(() => isAnswering(`${secondUrl}/api/health`), "the second console answers", 60_000);
    const replica = async (process: Replica["process"], url: string): Promise<Replica> => {
      const desk = new TrafficDesk(await signIn(url, system.administrator), home);
      return { process, port: Number(new URL(url).port), desk };
    };
    replicas = [await replica(system.local.console, system.url), await replica(second, secondUrl)];
  });
  afterAll(() => second.kill());

  const Routing = z.object({ regions: z.array(z.object({ name: z.string(), weight: z.number() })) });
  /** The weight of the other region by which the gateway routes; each change raises it. */
  async function weightInEffect(): Promise<number> {
    const { regions } = Routing.parse(await gateway.routing());
    return regions.find(({ name }) => name === other)?.weight ?? Number.NaN;
  }

  /** What the gateway routes by, asked again and again. */
  function watch() {
    const seen: number[] = [];
    let isOver = false;
    const asking = (async () => {
      while (!isOver) seen.push(await weightInEffect());
    })();
    return {
      seen,
      stop: async () => {
        isOver = true;
        await asking;
      },
    };
  }

  function signal({ process: { pid } }: Replica, name: "SIGSTOP" | "SIGCONT"): void {
    if (pid !== null) process.kill(pid, name);
  }

  it(
    `a gateway never goes back while ${turns} times one of two consoles stands still and the other one changes its traffic`,
    { timeout: lengths.timeoutMs },
    async () => {
      const [first, next] = replicas;
      const load = system.load(gateway.name);
      const { seen, stop } = watch();
      for (let turn = 1; turn <= turns; turn++) {
        const [working, stopped] = turn % 2 === 0 ? [first, next] : [next, first];
        const weight = weightDefault + 2 * turn;
        // Both are told of a change, and the one that the gateway is linked to stops in the middle of passing it on.
        const { revision } = await working.desk.shift({ [home]: active(1000), [other]: active(weight - 1) });
        signal(stopped, "SIGSTOP");
        link.targetPort = working.port;
        link.reset({ pid: gateway.pid });
        await working.desk.shift({ [other]: active(weight) }, revision);
        await eventually(async () => (await weightInEffect()) === weight, "the change is in effect");
        signal(stopped, "SIGCONT");
      }
      await stop();
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(new Set(seen).size).toBeGreaterThan(turns);
      expect((await load.stop()).failures).toEqual({});
    },
  );

  it("a second console that nobody allowed ends at its start, and says why", async () => {
    const { spec } = system.local.console;
    const { code, output } = await runToEnd([entryPoints.console], {
      env: { ...spec.env, PORT: `${await freePort()}` },
      cwd: consoleDir,
      deadlineMs: 60_000,
    });
    expect(code).toBe(1);
    expect(output).toContain(`Another console (process ${system.local.console.pid} on ${hostname()})`);
  });

  it("a console with another key ends at its start, and says what to do", async () => {
    const { spec } = system.local.console;
    const { code, output } = await runToEnd([entryPoints.console], {
      env: {
        ...spec.env,
        PORT: `${await freePort()}`,
        MERIDIAN_SECRETS_DIR: join(system.dir, "secrets-3"),
        MERIDIAN_SECRET_KEY: "0".repeat(64),
      },
      cwd: consoleDir,
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      /another key: expected the one with fingerprint [0-9a-f]{16}, found [0-9a-f]{16} of MERIDIAN_SECRET_KEY/,
    );
    expect(output).not.toContain("0".repeat(64));
  });
}
