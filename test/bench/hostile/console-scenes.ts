import { connect } from "node:net";
import { fetchText } from "@meridian/contracts/wait";
import { addPerson } from "../../harness/people.ts";
import type { TestSystem } from "../../harness/start-system.ts";
import { type Check, check, type Row } from "../lib/report.ts";
import { peakMb } from "./watch-memory.ts";

const signInPath = "/api/auth/sign-in/email";
const bodies = 8;
const bodyMb = 450;
const bodyWithinMs = 60_000;
const strangers = 60;
const answerMs = 30_000;

/** Eight sign-ins of 450 MB at once, half of them without saying their length. */
export async function hugeBodies(system: TestSystem): Promise<Check> {
  await Promise.all(Array.from({ length: bodies }, (_, index) => pour(system.url, index % 2 === 0)));
  return check("hostile.console_rss_mb", peakMb(system.local.console.pid ?? 0), "<= 600");
}

/** Writes until the other side has enough. */
function pour(url: string, isLengthTold: boolean): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const piece = Buffer.alloc(2 ** 20, 0x78);
  const framing = isLengthTold ? `content-length: ${bodyMb * 2 ** 20}` : "transfer-encoding: chunked";
  const head = `POST ${signInPath} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let left = bodyMb;
    const more = () => {
      while (left-- > 0) {
        if (!isLengthTold) socket.write(`${piece.length.toString(16)}\r\n`);
        const isTaken = socket.write(piece);
        if (!isLengthTold) socket.write("\r\n");
        if (!isTaken) return;
      }
      socket.end();
    };
    socket.on("connect", () => {
      socket.write(head);
      more();
    });
    socket.on("drain", more).resume();
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.setTimeout(bodyWithinMs, () => socket.destroy());
  });
}

/**
 * Strangers try an administrator's account from many addresses, and from behind the administrator's own. How many of the
 * administrators who signed in from their address before are kept out.
 */
export async function lockout(system: TestSystem): Promise<{ check: Check; row: Row }> {
  const console = await system.signIn();
  const second = { email: "second@bench.test", password: "a long password of the bench" };
  await addPerson(console, "admin", { ...second, name: "Second" });
  const own = "198.51.100.7";
  const people = [system.administrator, second];
  for (const person of people) await expectSignIn(system.url, own, person);
  const wrong = (address: string, email: string) =>
    trySignIn(system.url, address, { email, password: "wrong password" });
  let refused = 0;
  for (let index = 0; index < strangers; index++) {
    const addresses = [`203.0.113.${index}`, `2001:db8:${index}::1`];
    for (const address of addresses) {
      const statuses = await Promise.all(people.map(({ email }) => wrong(address, email)));
      refused += statuses.filter((status) => status === 429).length;
    }
    // At the same address, other accounts: the address is not to be shut for those who are known there.
    await wrong(own, `nobody-${index}@bench.test`);
  }
  const statuses = await Promise.all(people.map((person) => trySignIn(system.url, own, person)));
  const out = statuses.filter((status) => status !== 200).length;
  return { check: check("hostile.lockout", out, "== 0"), row: { scene: "strangers' sign-ins", refused } };
}

type Person = { email: string; password: string };

async function trySignIn(url: string, address: string, { email, password }: Person): Promise<number> {
  const headers = { "content-type": "application/json", origin: url, "x-forwarded-for": address };
  const init = { method: "POST", headers, body: JSON.stringify({ email, password }) };
  return (await fetchText(`${url}${signInPath}`, init, { ms: answerMs })).status;
}

async function expectSignIn(url: string, address: string, person: Person): Promise<void> {
  const status = await trySignIn(url, address, person);
  if (status !== 200) throw new Error(`the first sign-in of ${person.email} answered ${status}`);
}
