import { agentProblemOf, AppError } from "@meridian/contracts/errors";
import { type AgentCommand, type AgentCommandAck, parseHeaders, parseLimits } from "@meridian/contracts/wire";
import { bodyTooLarge } from "../../http/limits.ts";
import type { AnswerHeaders } from "./answer-head.ts";
import { type ParseCall, readCallHead, requestIdOf } from "./parse-call.ts";
import { Exchange, type ProxyParts } from "./exchange.ts";
import type { AnswerSink } from "./answer-head.ts";

type ParseCommand = Extract<AgentCommand, { kind: "parse" }>;

/** A parse asked for over the control link: the same path as a client's request, without the network in front. */
export function runParseCommand(command: ParseCommand, parts: ProxyParts): Promise<AgentCommandAck> {
  return new Promise((resolve) => {
    try {
      new Exchange(callOf(command, parts.clock.now()), new CollectingSink(resolve), parts).start();
    } catch (error) {
      const body = agentProblemOf(error, command.requestId);
      resolve({ status: body.status, body, serverTiming: null });
    }
  });
}

function callOf(command: ParseCommand, nowMs: number): ParseCall {
  const { addresses, include, region, deadlineMs, nodeId, version } = command;
  const body = Buffer.from(JSON.stringify({ addresses, include, region }));
  if (body.length > parseLimits.bodyBytesMax) throw bodyTooLarge();
  const headers = { "content-type": "application/json", [parseHeaders.version]: version };
  const requestId = requestIdOf(command.requestId);
  const head = readCallHead(headers, { requestId, nowMs, deadlineMsDefault: deadlineMs });
  return { ...head, body, onlyNodeId: nodeId, isTest: true };
}

/** The control link takes a message of at most 1 MB, and is closed by a larger one. */
const answerBytesMax = 900_000;

class CollectingSink implements AnswerSink {
  private status = 0;
  private serverTiming: string | null = null;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly done: (ack: AgentCommandAck) => void) {}

  head(status: number, headers: AnswerHeaders): void {
    this.status = status;
    this.serverTiming = headers["server-timing"] ?? null;
  }
  data(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.bytes <= answerBytesMax) this.chunks.push(chunk);
    else this.chunks.length = 0;
    return true;
  }
  end(): void {
    if (this.bytes > answerBytesMax) return this.refuse(502, "The answer is too long for the control link.");
    const body = parsedJson(Buffer.concat(this.chunks).toString("utf8"));
    this.done({ status: this.status, body, serverTiming: this.serverTiming });
  }
  cut(): void {
    this.refuse(503, "The answer broke off.");
  }
  private refuse(status: number, message: string): void {
    const body = { ...agentProblemOf(new AppError("UNAVAILABLE", message)), status };
    this.done({ status, body, serverTiming: this.serverTiming });
  }
}

/** The body as JSON; as text when a node answered with something else. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
