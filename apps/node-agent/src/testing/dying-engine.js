import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The built engine, except that it dies when it comes to run a text with this character. */
const poison = "狼";

let poisonId = -1;
const isPoisoned = [];
const send = process.send.bind(process);

function dieIfDue() {
  if (isPoisoned[0]) process.kill(process.pid, "SIGKILL");
}

process.send = (reply) => {
  if (reply.kind === "done") isPoisoned.shift();
  return send(reply, dieIfDue);
};
await import("../../dist/engine.js");
process.prependListener("message", (request) => {
  if (request.kind === "open") {
    const vocabulary = readFileSync(join(dirname(request.onnxPath), "vocab.txt"), "utf8");
    poisonId = vocabulary.split("\n").indexOf(poison);
  } else {
    isPoisoned.push(request.batch.ids.includes(poisonId));
    dieIfDue();
  }
});
