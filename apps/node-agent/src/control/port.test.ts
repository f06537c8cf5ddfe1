import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "./port.ts";

it.each(["nope.invalid", "192.0.2.7"])("says that it cannot listen on %s, and why", async (host) => {
  await expect(freePort(host, 0)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(`^cannot listen on ${host}:0: .+`) as string,
  });
});

it("says that a port is taken, and what to do", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(freePort("127.0.0.1", port)).rejects.toMatchObject({
    message: expect.stringContaining("MERIDIAN_PORT") as string,
  });
  server.close();
});
