import type { FleetView } from "@meridian/contracts/api";
import { type FleetLive, operatorEvents, operatorNamespace } from "@meridian/contracts/wire";
import type { TrafficView } from "@meridian/contracts/api";
import type { AgentLive, OriginLive } from "@meridian/contracts/wire";
import { fetchText } from "@meridian/contracts/wait";
import { io } from "socket.io-client";

/** Long: several systems share the machine. */
const answerWithin = { ms: 60_000 };

export type Credentials = { email: string; password: string };

/** Signs in as a person would, over HTTP; throws with the answer when refused. */
export async function signIn(url: string, { email, password }: Credentials): Promise<ConsoleClient> {
  const headers = { "content-type": "application/json", origin: url };
  const answer = await fetchText(
    `${url}/api/auth/sign-in/email`,
    { method: "POST", headers, body: JSON.stringify({ email, password }) },
    answerWithin,
  );
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]);
  return new ConsoleClient(url, cookie.join("; "));
}

/** What a signed-in person's browser may ask. */
export class ConsoleClient {
  readonly url: string;
  readonly cookie: string;

  constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  async query(path: string, input?: unknown): Promise<unknown> {
    const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
    return this.ask(`${path}${search}`, { headers: { cookie: this.cookie } });
  }

  async mutate(path: string, input: unknown): Promise<unknown> {
    const headers = { cookie: this.cookie, origin: this.url, "content-type": "application/json" };
    const body = JSON.stringify({ json: input });
    return this.ask(path, { method: "POST", headers, body });
  }

  /** The fleet as declared, acknowledged and observed. Dates come as text. */
  async fleet(): Promise<FleetView> {
    return (await this.query("fleet.overview")) as FleetView;
  }

  /** Who gets which traffic. Dates come as text. */
  async traffic(): Promise<TrafficView> {
    return (await this.query("traffic.get")) as TrafficView;
  }

  /** Follows the live figures until closed. */
  followFleet(): LiveFleet {
    return new LiveFleet(this);
  }

  private async ask(path: string, init: RequestInit): Promise<unknown> {
    const { status, text } = await fetchText(`${this.url}/api/trpc/${path}`, init, answerWithin);
    const body = JSON.parse(text) as { result?: { data: { json: unknown } } };
    if (body.result === undefined) throw new Error(`${status}: ${text}`);
    return body.result.data.json;
  }
}

/** Live figures by agent id and by origin, as the pages keep them. */
export class LiveFleet {
  readonly agents = new Map<string, AgentLive>();
  readonly origins = new Map<string, OriginLive>();
  private readonly socket;

  constructor({ url, cookie }: ConsoleClient) {
    this.socket = io(`${url}${operatorNamespace}`, {
      transports: ["websocket"],
      extraHeaders: { cookie, origin: url },
      reconnectionDelayMax: 1000,
    });
    this.socket.on(operatorEvents.fleetLive, (live: FleetLive) => {
      if (live.isWhole) {
        this.agents.clear();
        this.origins.clear();
      }
      for (const agent of live.agents) this.agents.set(agent.id, agent);
      for (const origin of live.origins) this.origins.set(origin.id, origin);
    });
  }

  presenceOf(agentId: string): string {
    return this.agents.get(agentId)?.presence ?? "unknown";
  }

  close(): void {
    this.socket.close();
  }
}
