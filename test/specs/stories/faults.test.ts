import { describe } from "vitest";
import { shareSystem } from "../../harness/share-system.ts";
import { agentRefused } from "./faults/agent-refused.ts";
import { databaseAway } from "./faults/database-away.ts";
import { engineKilled } from "./faults/engine-killed.ts";
import { nodeKilled } from "./faults/node-killed.ts";
import { slowNode } from "./faults/slow-node.ts";
import { wrongClock } from "./faults/wrong-clock.ts";

const system = shareSystem({
  regions: [
    { name: "cn-east", nodes: 2 },
    { name: "us-west", nodes: 1 },
  ],
});

describe("a node that is killed", () => nodeKilled(system));
describe("an engine that is killed", () => engineKilled(system));
describe("a node that becomes slow", () => slowNode(system));
describe("an agent that is refused", () => agentRefused(system));
describe("a clock that is wrong", () => wrongClock(system));
describe("a database that goes away", () => databaseAway(system));
