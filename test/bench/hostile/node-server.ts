// A node that answers every request at once, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const answer = JSON.stringify({
  ...{ requestId: "bench", version: "compact", digest: "0", precision: "int8" },
  node: { id: "a", name: "a", region: "bench" },
  results: [{ elements: [] }],
});
const server = createServer((request, response) => {
  request.resume().once("end", () => {
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
