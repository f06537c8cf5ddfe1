import { describe } from "vitest";
import { Link } from "../../harness/link.ts";
import { shareSystem } from "../../harness/share-system.ts";
import { consoleAway } from "./links/console-away.ts";
import { credentialRotated } from "./links/credential-rotated.ts";
import { gatewayKilled } from "./links/gateway-killed.ts";
import { massEvent } from "./links/mass-event.ts";
import { meshTls } from "./links/mesh-tls.ts";
import { partition } from "./links/partition.ts";
import { twoConsoles } from "./links/two-consoles.ts";

const link = new Link();
const system = shareSystem({
  regions: [
    { name: "cn-east", nodes: 2, gateways: 2 },
    { name: "us-west", nodes: 3 },
  ],
  agentEnv: { MERIDIAN_RECONNECT_MAX_MS: "200" },
  consoleLink: link,
});

describe("a mass event", () => massEvent(system, link));
describe("a gateway that is killed", () => gatewayKilled(system));
describe("a console and a database that go away", () => consoleAway(system));
describe("a partition", () => partition(system, link));
describe("a credential that is replaced", () => credentialRotated(system));
describe("a node that speaks mesh TLS", () => meshTls(system));
describe("two consoles", () => twoConsoles(system, link));
