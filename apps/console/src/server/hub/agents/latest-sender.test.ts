import type { DesiredStateAck } from "@meridian/contracts/wire";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StoredSnapshot } from "../../domains/snapshot/index.ts";
import { LatestSender } from "./latest-sender.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function snapshot(revision: string): StoredSnapshot {
  return { agentId: "ag_1", position: { epoch: 1, revision }, envelope: { sha256: "", body: revision } };
}

/** A sender whose agent answers only while `isAnswering`. */
function setUp() {
  const sent: string[] = [];
  const answered: string[] = [];
  const agent = { isAnswering: true, refuses: null as null | { isTransient: boolean } };
  const sender = new LatestSender<StoredSnapshot>({
    keyOf: ({ position }) => position.revision,
    send: ({ position }) => {
      sent.push(position.revision);
      const ack: DesiredStateAck = agent.refuses
        ? { outcome: "nack", field: "", reason: "disk full", ...agent.refuses }
        : { outcome: "applied", ...position };
      return Promise.resolve(agent.isAnswering ? ack : null);
    },
    onAnswer: ({ position }) => answered.push(position.revision),
  });
  return { sender, sent, answered, agent };
}

test("sends nothing to an agent that is up to date, and nothing before it is open", async () => {
  const { sender, sent } = setUp();
  sender.offer(snapshot("5"));
  await vi.advanceTimersByTimeAsync(60_000);
  sender.open("5");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
});

test("closed while its hello was answered, it stays closed", async () => {
  const { sender, sent, agent } = setUp();
  agent.isAnswering = false;
  sender.offer(snapshot("5"));
  sender.close();
  sender.open(null);
  sender.offer(snapshot("6"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
});

test("an unanswered snapshot is sent again with growing pauses until it is answered", async () => {
  const { sender, sent, answered, agent } = setUp();
  agent.isAnswering = false;
  sender.open(null);
  sender.offer(snapshot("5"));
  await vi.advanceTimersByTimeAsync(7000);
  expect(sent).toEqual(["5", "5", "5", "5"]);
  agent.isAnswering = true;
  await vi.advanceTimersByTimeAsync(8000);
  expect(answered).toEqual(["5"]);
});

test("a newer snapshot goes out at once in place of one that waits; an older one is ignored", async () => {
  const { sender, sent, agent } = setUp();
  agent.isAnswering = false;
  sender.open(null);
  sender.offer(snapshot("5"));
  await vi.advanceTimersByTimeAsync(10);
  agent.isAnswering = true;
  sender.offer(snapshot("6"));
  sender.offer(snapshot("4"));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["5", "6"]);
  expect(sender.newest?.position).toEqual({ epoch: 1, revision: "6" });
});

test("a closed sender stops", async () => {
  const { sender, sent, agent } = setUp();
  agent.isAnswering = false;
  sender.open(null);
  sender.offer(snapshot("5"));
  sender.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual(["5"]);
});

test("a refusal that may pass is told, and tried again with growing pauses; a final one is not", async () => {
  const { sender, sent, answered, agent } = setUp();
  agent.refuses = { isTransient: true };
  sender.open(null);
  sender.offer(snapshot("5"));
  await vi.advanceTimersByTimeAsync(7000);
  expect(sent).toEqual(["5", "5", "5", "5"]);
  expect(answered).toEqual(sent);
  agent.refuses = null;
  await vi.advanceTimersByTimeAsync(8000);
  expect(sent).toHaveLength(5);
  agent.refuses = { isTransient: false };
  sender.offer(snapshot("6"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.slice(5)).toEqual(["6"]);
});
