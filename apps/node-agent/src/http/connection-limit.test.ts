import { once } from "node:events";
import { connect } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { TestGateway } from "../gateway/testing/test-gateway.ts";
import { testSnapshot } from "../testing/inference-fixture.ts";
import { startNode } from "../testing/serving-node.ts";

let stop = () => Promise.resolve();
afterEach(() => stop());

const roles = {
  async gateway() {
    const variables = { MERIDIAN_CONNECTIONS_MAX: "100" };
    const gateway = await new TestGateway(variables, systemClock, pino({ level: "silent" })).start();
    stop = () => gateway.stop();
    return gateway.baseUrl;
  },
  async node() {
    const node = await startNode(testSnapshot([]), { connectionsMax: 100 });
    stop = () => node.stop();
    return node.url;
  },
};

describe.each(["gateway", "node"] as const)("a %s", (role) => {
  it("closes connections beyond its limit and keeps those before", async () => {
    const port = Number(new URL(await roles[role]()).port);
    const open = () => connect(port, "127.0.0.1").on("error", () => undefined);
    const kept = Array.from({ length: 100 }, open);
    await Promise.all(kept.map((socket) => once(socket, "connect")));
    const beyond = [open(), open()].map((socket) => socket.resume());
    await Promise.all(beyond.map((socket) => once(socket, "close")));
    expect(kept.filter((socket) => socket.closed)).toEqual([]);
    for (const socket of kept) socket.destroy();
  });
});
