import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Engines of one folder, by turns: the first dies once the second has begun to open, the second opens when a file `go`
 * is there, the one that replaces the first when there is a file `again`.
 */
let place = "";
const exists = async (name) => {
  while (!existsSync(join(place, name))) await new Promise((resolve) => setTimeout(resolve, 10));
};
const takes = (name) => {
  try {
    mkdirSync(join(place, name));
    return true;
  } catch {
    return false;
  }
};

async function open(request) {
  place = dirname(request.onnxPath);
  if (takes("first")) {
    process.send({ kind: "opened" });
    await exists("second");
    process.kill(process.pid, "SIGKILL");
  }
  await exists(takes("second") ? "go" : "again");
  process.send({ kind: "opened" });
}

process.on("message", (request) => {
  if (request.kind === "open") return void open(request);
  const logits = new Float32Array(request.batch.rows);
  process.send({ kind: "done", id: request.id, logits, runMs: 0.1, rssBytes: 1 });
});
process.on("disconnect", () => process.exit(0));
