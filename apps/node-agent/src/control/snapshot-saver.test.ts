import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Position, sha256Hex, type SnapshotEnvelope } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { until } from "../testing/until.ts";
import { SnapshotSaver } from "./snapshot-saver.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const logger = pino({ level: "silent" });

/** A store whose disk answers nothing until it is let go, as a lost network volume does. */
class HangingStore extends SnapshotStore {
  private letGo: () => void = () => undefined;
  readonly gate = new Promise<void>((resolve) => (this.letGo = resolve));
  begun = 0;

  override async stage(position: Position, envelope: SnapshotEnvelope) {
    this.begun++;
    await this.gate;
    return super.stage(position, envelope);
  }

  recover(): void {
    this.letGo();
  }
}

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-saver-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it("gives up waiting for a disk that hangs, says so, begins no second write, and saves the newest in the end", async () => {
  const store = new HangingStore(dataDir, logger);
  const saver = new SnapshotSaver(store, logger, { limitMs: 30 });
  const save = async (revision: string) => {
    const body = `body ${revision}`;
    await saver.save({ epoch: 1, revision }, { sha256: await sha256Hex(body), body });
  };

  await save("1");
  expect(saver.problem).toMatch(/^the snapshot in effect is not on disk: waited 30 ms for the disk/);
  await save("2");
  expect(store.begun).toBe(1);

  store.recover();
  await until("it is saved", () => saver.problem === null);
  const [newest] = await store.load();
  expect(newest?.body).toBe("body 2");
  saver.stop();
});
