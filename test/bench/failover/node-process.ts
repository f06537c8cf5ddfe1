// A node that answers after a set time, in a process that can be killed; a message sets the time.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const [name = "node", text = "10"] = process.argv.slice(2);
let runMs = Number(text);
let runs = 0;

const server = createServer((request, response) => {
  if (request.url === "/readyz") {
    response.end("ready");
    return;
  }
  request.resume().on("end", () => {
    const ms = runMs;
    setTimeout(() => {
      // Each run is one of its own, as the gateway tells them apart.
      const run = ms + ++runs / 1e6;
      response.writeHead(200, {
        "content-type": "application/json",
        "x-meridian-node": name,
        "x-meridian-region": "bench",
        "x-meridian-version": "compact",
        "x-meridian-precision": "int8",
        "x-meridian-batch-tokens": "24",
        "server-timing": `queue;dur=0, run;dur=${run}, total;dur=${ms + 1}`,
      });
      response.end("{}");
    }, ms);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", (ms: number) => (runMs = ms));
process.on("disconnect", () => process.exit(0));
