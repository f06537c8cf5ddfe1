// Saves one snapshot after another until it is killed, and says the revision of each that it has saved.
import { sha256Hex } from "@meridian/contracts/wire";
import { pino } from "pino";
import { SnapshotStore } from "../control/snapshot-store.ts";

const [dataDir = "", from = "1"] = process.argv.slice(2);
const store = new SnapshotStore(dataDir, pino({ level: "silent" }));
for (let revision = Number(from); ; revision++) {
  const body = JSON.stringify({ revision, filling: "x".repeat(100_000) });
  const position = { epoch: 1, revision: String(revision) };
  const staged = await store.stage(position, { sha256: await sha256Hex(body), body });
  await staged.commit();
  process.stdout.write(`${revision}\n`);
}
