import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { ConnectProxy } from "@meridian/contracts/proxy/testing";
import { expect, test } from "vitest";
import { ScriptedConsole } from "./testing/scripted-console.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

async function meridian(env: Record<string, string>, ...typed: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", main, ...typed, "--token", "mat_x"], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

test("the console is reached through the proxy of the environment, this machine without it", async () => {
  const fleet = {
    "/api/v1/fleet": [{ body: { revision: "7", regions: [] } }],
    "/api/v1/findings": [{ body: { data: [], nextCursor: null } }],
  };
  const scripted = new ScriptedConsole(fleet);
  const url = await scripted.listen();
  const proxy = new ConnectProxy({ "console.example": Number(new URL(url).port) });
  const HTTP_PROXY = await proxy.listen();
  try {
    expect(await meridian({ HTTP_PROXY }, "fleet", "--url", "http://console.example")).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(new Set(proxy.asked)).toEqual(new Set(["console.example:80"]));
    const asked = proxy.asked.length;
    expect(await meridian({ HTTP_PROXY }, "fleet", "--url", url)).toMatchObject({ code: 0 });
    expect(proxy.asked).toHaveLength(asked);
    const refused = await meridian({ HTTP_PROXY: "socks4://x" }, "fleet", "--url", url);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("found socks4://x") });
  } finally {
    await scripted.close();
    await proxy.close();
  }
});
