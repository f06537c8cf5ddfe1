import { createTestDatabase, type TestDatabase } from "@meridian/db/testing";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ConsoleAddress } from "../domains/fleet/index.ts";
import type { ServiceContext } from "../domains/context.ts";
import { ChangeFeed } from "../boot/change-feed.ts";
import { createLogger } from "../boot/logger.ts";
import { LoopWatch } from "../boot/loop-watch.ts";
import { consoleAt } from "./fleet-fixture.ts";
import { noAgents } from "./no-agents.ts";

export type TestContext = ServiceContext & {
  agents: AgentLink;
  watch: LoopWatch;
  feed: ChangeFeed;
  database: TestDatabase;
  baseUrl: string;
  /** None is given: a test that needs a key names a folder of its own. */
  secretKey: null;
  secretsDir: string;
  consoleAt: ConsoleAddress;
  /** Sets the clock forward. */
  advance: (ms: number) => void;
};

/** A service's context on a database of its own, with a clock that only moves when told to. */
export async function createTestContext(): Promise<TestContext> {
  const database = await createTestDatabase();
  const logger = createLogger("silent");
  const feed = new ChangeFeed();
  let nowMs = Date.UTC(2026, 0, 5, 8, 0, 0);
  return {
    database,
    baseUrl: "http://console.test",
    ...{ secretKey: null, secretsDir: "/nowhere" },
    consoleAt,
    db: database.db,
    agents: noAgents,
    actor: { type: "user", id: "user-1", role: "admin" },
    requestId: "request-1",
    now: () => new Date(nowMs),
    advance: (ms) => void (nowMs += ms),
    feed,
    changes: { wake: () => feed.announce() },
    logger,
    watch: new LoopWatch(logger),
  };
}
