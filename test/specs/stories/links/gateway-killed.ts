import { beforeAll, expect, it } from "vitest";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function gatewayKilled(system: TestSystem): void {
  beforeAll(() => system.reset());

  it("loses no request of clients that know two gateways", async () => {
    const names = ["cn-east-gateway", "cn-east-gateway-2"];
    const first = system.agent("cn-east-gateway");
    const load = system.clientLoad(names, 8);
    await eventually(() => load.answered > 200, "they are answered");
    const before = load.answered;
    await first.kill();
    await eventually(() => load.answered > before + 200, "the other gateway answers them");
    first.start();
    await first.ready();
    expect(await load.stop()).toEqual([]);
  });
}
