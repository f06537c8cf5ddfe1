import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Clock } from "../../clock.ts";
import type { AgentCertificate } from "../../http/agent-certificate.ts";
import { TestFleetCa } from "../../testing/test-fleet-ca.ts";
import { until } from "../../testing/until.ts";
import { CertificateStore } from "./certificate-store.ts";
import { OwnCertificate } from "./own-certificate.ts";

const agent = { id: "ag_node", role: "inference" } as const;
const dayMs = 86_400_000;

let ca: TestFleetCa;
let dataDir: string;
let asked: string[];
let used: AgentCertificate[];
let logged: string[];
const started: OwnCertificate[] = [];
beforeAll(async () => {
  ca = await TestFleetCa.make();
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-certificate-"));
  [asked, used, logged] = [[], [], []];
});
afterEach(async () => {
  for (const one of started.splice(0)) one.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A clock that a test moves, beginning now: certificates have real times. */
function clockFrom(wallMs = Date.now()): Clock & { advance: (ms: number) => void } {
  let passedMs = 0;
  return { now: () => passedMs, wall: () => wallMs + passedMs, advance: (ms) => (passedMs += ms) };
}

type Answer = (csr: string) => Promise<unknown>;
const byCa: Answer = async (csr) => ({ ok: true, ...(await ca.issue(csr, agent, { validMs: 7 * dayMs })) });

/** An agent's start on this data folder; `answer` is the console's. */
async function start(answer: Answer = byCa, clock: Clock = clockFrom()): Promise<OwnCertificate> {
  const logger = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
  const own = new OwnCertificate({
    ...{ agent, clock, logger, random: () => 0 },
    plane: { useCertificate: (held) => void used.push(held) },
    store: new CertificateStore(dataDir, logger),
    ask: async (csr) => {
      asked.push(csr);
      return answer(csr);
    },
  });
  started.push(own);
  await own.restore();
  return own;
}
const file = () => join(dataDir, "certificate", "current.json");
const onDisk = () =>
  until("a certificate on disk", () =>
    stat(file()).then(
      () => true,
      () => false,
    ),
  );
const said = (words: string) => logged.some((line) => line.includes(words));

it("asks with a key of its own, which stays in a file for its owner alone, and comes up by it without a console", async () => {
  (await start()).connected(ca.fingerprint);
  await onDisk();
  expect([(await stat(file())).mode & 0o777, used.length]).toEqual([0o600, 1]);
  expect(used[0]?.key).toContain("PRIVATE KEY");
  expect(asked.join()).not.toContain("PRIVATE KEY");

  await start();
  expect(used[1]).toEqual(used[0]);
  expect(asked).toHaveLength(1);
});

it("asks again when two thirds of its life are over, at the next look as after a restart, and with another key", async () => {
  const clock = clockFrom();
  const own = await start(byCa, clock);
  own.connected(ca.fingerprint);
  await onDisk();
  clock.advance((7 * dayMs * 2) / 3 - 60_000);
  own.connected(ca.fingerprint);
  expect(asked).toHaveLength(1);
  const again = await start(byCa, clock);
  again.connected(ca.fingerprint);
  expect(asked).toHaveLength(1);
  clock.advance(120_000);
  own.connected(ca.fingerprint);
  again.connected(ca.fingerprint);
  await until("both asked", () => used.length === 4);
  expect(new Set(used.map(({ key }) => key)).size).toBe(3);
});

it("asks once for each life also when its clock is wrong by years, and says that the certificate has ended for it", async () => {
  const clock = clockFrom(Date.now() + 3650 * dayMs);
  const own = await start(byCa, clock);
  own.connected(ca.fingerprint);
  await until("the first", () => used.length === 1 && said("has ended, by this machine's clock"));
  own.connected(ca.fingerprint);
  expect(asked).toHaveLength(1);
});

it("asks at once when the console has another CA, and never where it issues none or is away", async () => {
  const other = await TestFleetCa.make();
  const own = await start();
  own.connected(undefined);
  own.lost();
  expect(asked).toHaveLength(0);
  own.connected(ca.fingerprint);
  await until("the first", () => used.length === 1);
  own.connected(other.fingerprint);
  await until("asked again", () => asked.length === 2);
});

const refusals: [string, Answer, string][] = [
  ["no answer", async () => null, "did not answer"],
  ["a refusal", async () => ({ ok: false, code: "REFUSED_BY_RULE", message: "archived" }), "archived"],
  ["nonsense", async () => ({ ok: true, certificate: "x", ca: "y", validMs: 60_000 }), "no certificate"],
  [
    "another agent's",
    async (csr) => ({ ok: true, ...(await ca.issue(csr, { ...agent, id: "ag_other" })) }),
    "does not name meridian://inference/ag_node",
  ],
  [
    "another role's",
    async (csr) => ({ ok: true, ...(await ca.issue(csr, { ...agent, role: "gateway" })) }),
    "does not name",
  ],
  ["one of another key", async () => ({ ok: true, ...(await ca.certify(agent)) }), "another key"],
  [
    "one of another CA",
    async (csr) => ({ ok: true, ...(await (await TestFleetCa.make()).issue(csr, agent)), ca: ca.pem }),
    "another CA issued it",
  ],
];
it.each(refusals)("takes %s for none, says why, and keeps what it has", async (_, answer, why) => {
  await (await start()).connected(ca.fingerprint);
  await onDisk();
  const before = await readFile(file(), "utf8");
  const clock = clockFrom();
  const own = await start(answer, clock);
  clock.advance(6 * dayMs);
  own.connected(ca.fingerprint);
  await until("it says why", () => said(why));
  expect(used).toHaveLength(2);
  expect(await readFile(file(), "utf8")).toBe(before);
});

it("begins anew where the stored one is damaged or not its own", async () => {
  const own = await start();
  own.connected(ca.fingerprint);
  await onDisk();
  for (const text of ["{", JSON.stringify(await ca.certify({ ...agent, id: "ag_other" }))]) {
    await writeFile(file(), text);
    const before = used.length;
    (await start()).connected(ca.fingerprint);
    await until("another", () => used.length === before + 1);
  }
});

it("warns two days before an end that nothing renewed", async () => {
  const clock = clockFrom();
  (await start(byCa, clock)).connected(ca.fingerprint);
  await onDisk();
  clock.advance(4.9 * dayMs);
  await start(byCa, clock);
  expect(said("ends soon")).toBe(false);
  clock.advance(0.2 * dayMs);
  await start(byCa, clock);
  expect(said("was not renewed; it ends soon")).toBe(true);
});
