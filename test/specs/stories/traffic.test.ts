import { describe } from "vitest";
import { shareSystem } from "../../harness/share-system.ts";
import { apiKeys } from "./traffic/api-keys.ts";
import { badInput } from "./traffic/bad-input.ts";
import { cli } from "./traffic/cli.ts";
import { metrics } from "./traffic/metrics.ts";
import { rest } from "./traffic/rest.ts";
import { shiftedTraffic } from "./traffic/shift.ts";
import { states } from "./traffic/states.ts";
import { versionSplit } from "./traffic/version-split.ts";

const system = shareSystem({
  regions: [
    { name: "cn-east", nodes: 2 },
    { name: "us-west", nodes: 1 },
  ],
});

describe("bad input", () => badInput(system));
describe("a script with an API token", () => rest(system));
describe("clients with API keys", () => apiKeys(system));
describe("metrics", () => metrics(system));
describe("the command line", () => cli(system));
describe("traffic that is moved", () => shiftedTraffic(system));
describe("a version split", () => versionSplit(system));
describe("states and weights", () => states(system));
