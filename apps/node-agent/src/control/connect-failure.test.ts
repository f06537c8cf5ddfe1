import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { isAppError } from "@meridian/contracts/errors";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { ConsoleDouble } from "../testing/console-double.ts";
import { until } from "../testing/until.ts";
import { ControlSession } from "./control-session.ts";
import { enrol } from "./enrol.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Line = { level: number; reason?: string; waitMs?: number; msg: string };

/** The log of a session to this address. */
function linesOf(consoleUrl: string): Line[] {
  const lines: Line[] = [];
  const logger = pino(
    { level: "info" },
    { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  );
  const session = new ControlSession({
    ...{ consoleUrl, logger, reconnectMaxMs: 100 },
    auth: () => Promise.resolve({ agentId: "ag_1", credential: "credential-of-the-tests-0001" }),
    hello: () => Promise.reject(new Error("not reached")),
    onWelcome: () => undefined,
    onLost: () => undefined,
    onDesiredState: () => Promise.reject(new Error("not reached")),
    onBearers: () => Promise.reject(new Error("not reached")),
    onCommand: () => Promise.reject(new Error("not reached")),
  });
  session.start();
  closing.push(() => session.stop());
  return lines;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

const answering = (status: number, headers: Record<string, string> = {}) =>
  listen(createServer((_, response) => response.writeHead(status, headers).end()));

async function closedPort(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

/** A console behind a proxy that passes requests on, and no upgrades. */
async function withoutUpgrade(): Promise<string> {
  const hub = new ConsoleDouble();
  const url = await hub.listen();
  closing.push(() => hub.close());
  return listen(
    createServer((request, response) => {
      fetch(url + (request.url ?? ""))
        .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
        // The test is over and the console is gone.
        .catch(() => response.destroy());
    }),
  );
}

async function refusing(): Promise<string> {
  const hub = new ConsoleDouble();
  hub.refusal = { code: "UNAVAILABLE" };
  closing.push(() => hub.close());
  return hub.listen();
}

it.each([
  ["nobody listens", closedPort, /ECONNREFUSED/],
  ["a proxy does not pass the upgrade on", withoutUpgrade, /HTTP 400: a proxy .* Upgrade and Connection/],
  ["something else answers", () => answering(200), /HTTP 200: a proxy .* Upgrade and Connection/],
  [
    "the console is elsewhere",
    () => answering(308, { location: "https://c.example.com" }),
    /HTTP 308: .*MERIDIAN_CONSOLE_URL/,
  ],
  ["a proxy has no console behind it", () => answering(502), /HTTP 502: a proxy does not reach/],
  ["access is refused on the way", () => answering(403), /HTTP 403: something in front/],
  ["the console has no database", refusing, /the console answers UNAVAILABLE/],
])("an agent whose link fails because %s warns why, and when it tries again", async (_, start, reason) => {
  const lines = linesOf(await start());
  await until("a second try", () => lines.length >= 2);
  expect(lines[0]).toMatchObject({ level: 40, msg: "no link to the console; trying again" });
  expect(lines[0]?.reason).toMatch(reason);
  expect(lines[0]?.waitMs).toEqual(expect.any(Number));
});

it("an enrolment that is redirected says where the console is, and sends its token nowhere else", async () => {
  const heard: string[] = [];
  const elsewhere = await listen(
    createServer((request, response) => {
      heard.push(request.url ?? "");
      response.end();
    }),
  );
  const consoleUrl = await answering(308, { location: `${elsewhere}/api/agents/enrol` });
  const input = {
    ...{ token: "enrolment-token-of-the-tests", agentVersion: "0" },
    role: "inference",
    advertisedUrl: "http://127.0.0.1:1",
  } as const;
  const logger = pino({ level: "silent" });
  const { signal } = new AbortController();
  const error: unknown = await enrol({ consoleUrl, input, retryMaxMs: 1, signal, logger }).catch(
    (thrown: unknown) => thrown,
  );
  expect(isAppError(error) && error.message).toBe(
    `the console is elsewhere: set MERIDIAN_CONSOLE_URL to ${elsewhere}`,
  );
  expect(heard).toEqual([]);
});
